#!/usr/bin/env bash
# Measures our engine and llama.cpp, in alternation, on the shipped model, and prints the tables that README.md explains.
#
#   benchmarks/run.sh [--rounds N] [--patience SECONDS]
#
# Needs the .NET SDK, Node.js 20 with npm, python3 with numpy and onnx and, for llama.cpp without JavaScript, g++ and git. What is
# missing is installed from the system's packages where that is allowed.
set -euo pipefail
cd "$(dirname "$0")"

model=../models/smollm2-135m-instruct
cache=.cache
gguf=$cache/smollm2-q8_0.gguf
mkdir -p "$cache"

die() { echo "benchmarks/run.sh: $*" >&2; exit 1; }

install_packages() {
    if ! command -v apt-get > /dev/null; then return 1; fi
    if [ "$(id -u)" = 0 ]; then apt-get install -y --no-install-recommends "$@" > /dev/null
    elif command -v sudo > /dev/null; then sudo -n apt-get install -y --no-install-recommends "$@" > /dev/null
    else return 1; fi
}

command -v dotnet > /dev/null || die "The .NET SDK is missing: https://dotnet.microsoft.com/download"
command -v npm > /dev/null || install_packages nodejs npm || die "Node.js is missing: https://nodejs.org (or: apt-get install nodejs npm)"

# The system's Python has the packages that the system installs, whatever other Python comes first in PATH.
python=$(command -v /usr/bin/python3 || command -v python3 || true)
if [ ! -s "$gguf" ] || [ "$model/model.onnx" -nt "$gguf" ]; then
    if [ -z "$python" ] || ! "$python" -c 'import numpy, onnx' 2> /dev/null; then
        install_packages python3 python3-numpy python3-onnx || die "Python's onnx is missing: apt-get install python3-numpy python3-onnx"
        python=/usr/bin/python3
    fi
    echo "Writing the model's weights as GGUF…"
    "$python" onnx_to_gguf.py "$model" "$gguf.part"
    mv "$gguf.part" "$gguf"
fi

# Optional dependencies are other platforms' and graphics cards' binaries, hundreds of megabytes; the one used here is a dependency proper.
# They are also why there is no lock file: it would have to name every one of them. The versions in package.json are exact.
if [ ! -d llama.cpp/node_modules ] || [ llama.cpp/package.json -nt llama.cpp/node_modules ]; then
    echo "Installing node-llama-cpp…"
    (cd llama.cpp && npm install --no-package-lock --omit=optional --ignore-scripts --no-audit --no-fund --loglevel=error) || die "npm could not install node-llama-cpp."
    touch llama.cpp/node_modules
fi

libraries=$PWD/llama.cpp/node_modules/@node-llama-cpp/linux-x64/bins/linux-x64
native=$cache/llama-native
if [ ! -x "$native" ] || [ llama.cpp/native.cpp -nt "$native" ]; then
    command -v g++ > /dev/null && command -v git > /dev/null || install_packages g++ git || true
    if command -v g++ > /dev/null && command -v git > /dev/null; then
        echo "Building llama.cpp's loop without JavaScript…"
        # The package brings llama.cpp's sources of the very version its library was built from.
        rm -rf "$cache/llama.git" "$cache/llama.cpp"
        git clone --quiet --bare llama.cpp/node_modules/node-llama-cpp/llama/gitRelease.bundle "$cache/llama.git"
        mkdir "$cache/llama.cpp"
        git --git-dir="$cache/llama.git" archive HEAD include ggml/include | tar -x -C "$cache/llama.cpp"
        g++ -O2 -std=c++17 -I"$cache/llama.cpp/include" -I"$cache/llama.cpp/ggml/include" llama.cpp/native.cpp -o "$native" \
            -L"$libraries" -l:"$(cd "$libraries" && ls libllama.v*.so)" -l:"$(cd "$libraries" && ls libggml.v*.so)" -l:libggml-base.so \
            -Wl,-rpath,"$libraries"
    else
        echo "No g++: llama.cpp is measured through node-llama-cpp only."
    fi
fi

dotnet build ChatBot.Benchmarks -c Release --nologo -v quiet
bench=ChatBot.Benchmarks/bin/Release/net10.0/ChatBot.Benchmarks
threads=$("$bench" threads)

peers=(--peer "node-llama-cpp=env UV_THREADPOOL_SIZE=1 node llama.cpp/llama.mjs $gguf $threads")
if [ -x "$native" ]; then peers+=(--peer "llama.cpp, C++=$native $gguf $libraries $threads"); fi

echo
"$bench" bandwidth
echo
"$bench" compare "${peers[@]}" "$@"

echo
"$bench" suite --peer "node-llama-cpp=env UV_THREADPOOL_SIZE=1 node llama.cpp/suite.mjs $gguf $threads" "$@"
echo
"$bench" speculation
"$bench" memory
echo
"$bench" steps
"$bench" allocation

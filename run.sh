#!/usr/bin/env bash
# Builds and starts ChatBot on the models in models/. See ./run.sh --help.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$root/scripts/setup.sh"

port=""
model=""
usage() {
  cat <<'USAGE'
Usage: ./run.sh [--port N] [--model NAME]

  --port N      the port on this machine to listen on (default 5080)
  --model NAME  the folder in models/ that answers in Auto mode (default: the first that loads)

Ctrl+C stops it. Settings: ChatBot.Web/appsettings.json, or environment variables such as Inference__Threads=4.
USAGE
}
while [ $# -gt 0 ]; do
  case "$1" in
    --port) port=${2:?--port needs a number}; shift 2 ;;
    --port=*) port=${1#*=}; port=${port:?--port needs a number}; shift ;;
    --model) model=${2:?--model needs the name of a folder in models/}; shift 2 ;;
    --model=*) model=${1#*=}; shift ;;
    -h | --help) usage; exit 0 ;;
    *) echo "run.sh does not know '$1'." >&2; usage >&2; exit 2 ;;
  esac
done
case "$port" in *[!0-9]*) echo "--port needs a number between 1 and 65535, not '$port'." >&2; exit 2 ;; esac

require_sdk "$root"
install_package tesseract tesseract-ocr || echo "Without Tesseract, ChatBot cannot read pictures and scanned pages." >&2
install_package pdftoppm poppler-utils || echo "Without pdftoppm, ChatBot cannot read scanned pages of PDFs." >&2
install_package qpdf qpdf || echo "Without qpdf, ChatBot cannot read scanned pages of PDFs that have a password." >&2

echo "Building ChatBot (the first time takes about a minute) ..."
out="$root/artifacts/chatbot"
if ! log=$(dotnet publish "$root/ChatBot.Web" -c Release -o "$out" --nologo -v quiet 2>&1); then
  printf '%s\n' "$log" >&2
  echo "The build failed: see above." >&2
  exit 1
fi

echo "Starting; the address follows when the model is ready."
cd "$out"
# Chats and documents outlive every build: they are beside the source, not beside the program.
export Data__Folder=${Data__Folder:-"$root/data"}
export Inference__ModelsFolder=${Inference__ModelsFolder:-"$root/models"}
[ -z "$model" ] || export Inference__Model=$model
exec dotnet ChatBot.Web.dll ${port:+--urls "http://127.0.0.1:$port"}

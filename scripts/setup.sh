# What run.sh and test.sh share: says what is missing on this machine and installs it where it may. Sourced, not run.

# Ends with the address of the download where the SDK that global.json asks for is missing.
require_sdk() {
  local wanted
  wanted=$(sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' "$1/global.json" | head -n 1)
  if ! command -v dotnet >/dev/null 2>&1; then
    echo "ChatBot needs the .NET SDK $wanted or newer of the same major version, and there is no 'dotnet' on this machine." >&2
  elif ! (cd "$1" && dotnet --version >/dev/null 2>&1); then
    echo "ChatBot needs the .NET SDK $wanted or newer of the same major version; this machine has:" >&2
    (cd / && dotnet --list-sdks >&2) || true
  else
    return 0
  fi
  echo "Download it from https://dotnet.microsoft.com/download/dotnet/${wanted%.*}" >&2
  exit 1
}

# install COMMAND PACKAGE: installs a Debian package where COMMAND is missing; false where it may not or cannot.
install_package() {
  command -v "$1" >/dev/null 2>&1 && return 0
  command -v apt-get >/dev/null 2>&1 || { echo "'$1' is missing: install it (Debian's package: $2)." >&2; return 1; }
  local sudo=""
  if [ "$(id -u)" != 0 ]; then
    sudo="sudo -n"
    $sudo true 2>/dev/null || { echo "'$1' is missing: run 'sudo apt-get install $2'." >&2; return 1; }
  fi
  echo "Installing $2 ..."
  # The list of packages may be absent or old; fetching it again is slow, so only when the first try fails.
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$2" >/dev/null 2>&1 \
    || { $sudo apt-get update -qq >/dev/null 2>&1 && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$2" >/dev/null 2>&1; } \
    || { echo "$2 could not be installed." >&2; return 1; }
}

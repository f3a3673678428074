#!/usr/bin/env bash
# Downloads a model from Hugging Face into this folder. Run it without arguments for help.
set -euo pipefail

hub="${HF_ENDPOINT:-https://huggingface.co}"
hub="${hub%/}"
into="$(cd "$(dirname "$0")" && pwd)"
yes=false

# name | repository | folder of all files, or of those beside the graph | graph, where it is elsewhere | mode | licence
# Where a name stands twice, the second is taken when the first lacks a file.
models='
phi-3-mini-4k-instruct|microsoft/Phi-3-mini-4k-instruct-onnx|cpu_and_mobile/cpu-int4-rtn-block-32-acc-level-4||Auto|MIT
phi-3-mini-128k-instruct|microsoft/Phi-3-mini-128k-instruct-onnx|cpu_and_mobile/cpu-int4-rtn-block-32-acc-level-4||Auto|MIT
phi-3.5-mini-instruct|microsoft/Phi-3.5-mini-instruct-onnx|cpu_and_mobile/cpu-int4-awq-block-128-acc-level-4||Auto|MIT
phi-4-mini-instruct|microsoft/Phi-4-mini-instruct-onnx|cpu_and_mobile/cpu-int4-rtn-block-32-acc-level-4||Auto|MIT
qwen2.5-0.5b-instruct|onnx-community/Qwen2.5-0.5B-Instruct||onnx/model_q4.onnx|Auto|Apache-2.0
qwen2.5-1.5b-instruct|onnx-community/Qwen2.5-1.5B-Instruct||onnx/model_q4.onnx|Auto|Apache-2.0
qwen3-0.6b|onnx-community/Qwen3-0.6B-ONNX||onnx/model_q4.onnx|Auto|Apache-2.0
llama-3.2-1b-instruct|onnx-community/Llama-3.2-1B-Instruct||onnx/model_q4.onnx|Auto|Llama 3.2
smollm2-360m-instruct|HuggingFaceTB/SmolLM2-360M-Instruct||onnx/model_q4.onnx|Auto|Apache-2.0
roberta-base-squad2|deepset/roberta-base-squad2||onnx/model.onnx|Masked|CC-BY-4.0
roberta-base-squad2|optimum/roberta-base-squad2|||Masked|CC-BY-4.0
'

help() {
  cat <<END
Usage: models/fetch.sh [--yes] NAME
       models/fetch.sh [--yes] --from OWNER/REPOSITORY [PATH] NAME
       models/fetch.sh --list

Downloads a model into a folder NAME beside this script: what is already there of it is not downloaded again, every file is checked, and the folder
appears when it is complete. PATH is a folder of the repository with all files, or a graph such as onnx/model_q4.onnx whose tokenizer is at the top.

  --yes    do not ask
  --list   the models known by name

  HF_ENDPOINT   a mirror (default https://huggingface.co)
  HF_TOKEN      for repositories that want a login
END
}

die() { echo "fetch.sh: $*" >&2; exit 1; }

list() {
  printf '%-26s %-7s %-11s %s\n' Name Mode Licence Repository
  echo "$models" | awk -F'|' 'NF > 1 && !seen[$1]++ { printf "%-26s %-7s %-11s %s\n", $1, $5, $6, $2 }'
}

get() {
  local header=()
  [ -z "${HF_TOKEN:-}" ] || header=(--header "Authorization: Bearer $HF_TOKEN")
  curl --fail --silent --show-error --location --retry 3 --connect-timeout 20 ${header[@]+"${header[@]}"} "$@"
}

# The files of a folder of the repository, one a line: path, bytes, sha256 or, for small files, git's own hash.
files_of() {
  get "$hub/api/models/$1/tree/$2${3:+/$3}" | tr -d '\n' | awk '{ gsub(/\{ *"type"/, "\n&"); print }' | awk '
    /"type" *: *"file"/ {
      path = ""; size = ""; hash = ""
      if (match($0, /"path" *: *"[^"]*"/)) { path = substr($0, RSTART, RLENGTH); gsub(/^"path" *: *"|"$/, "", path) }
      if (match($0, /"size" *: *[0-9]+/)) { size = substr($0, RSTART, RLENGTH); gsub(/[^0-9]/, "", size) }
      if (match($0, /"lfs" *: *\{[^}]*\}/)) { lfs = substr($0, RSTART, RLENGTH); if (match(lfs, /"[0-9a-f]+"/) && RLENGTH == 66) hash = substr(lfs, RSTART + 1, 64) }
      else if (match($0, /"oid" *: *"[0-9a-f]+"/)) { hash = substr($0, RSTART, RLENGTH); gsub(/^"oid" *: *"|"$/, "", hash) }
      name = path; sub(/.*\//, "", name)
      if (path != "" && size != "" && hash != "" && name ~ /^[A-Za-z0-9_][A-Za-z0-9._-]*$/) print path "\t" size "\t" hash
    }'
}

# Of those beside a graph that is elsewhere, what a model needs.
texts() { grep -E '(^|/)(config|generation_config|genai_config|tokenizer|tokenizer_config|special_tokens_map|chat_template)\.(json|jinja)	|(^|/)LICEN[CS]E' || true; }

sha256() { if command -v sha256sum > /dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d' ' -f1; }

bytes_of() { if [ -f "$1" ]; then wc -c < "$1" | tr -d ' '; else echo 0; fi; }

is_sound() { # file, bytes, hash
  [ "$(bytes_of "$1")" = "$2" ] || return 1
  if [ "${#3}" = 64 ]; then [ "$(sha256 "$1")" = "$3" ]; return; fi
  local sha1=sha1sum
  command -v sha1sum > /dev/null || sha1=shasum
  [ "$({ printf 'blob %s\0' "$2"; cat "$1"; } | $sha1 | cut -d' ' -f1)" = "$3" ]
}

download() { # url, file, bytes, hash
  local part="$2.part" attempt
  [ "$3" != 0 ] || : > "$part"
  for attempt in 1 2 3 4 5; do
    if [ "$(bytes_of "$part")" -ge "$3" ]; then
      if is_sound "$part" "$3" "$4"; then mv "$part" "$2"; return; fi
      rm -f "$part"
      [ "$attempt" -lt 3 ] || die "$(basename "$2") is not what the hub says it is (checksum). Try again later, or with another HF_ENDPOINT."
    fi
    # 33: the server cannot go on where we stopped, so from the beginning.
    get --no-silent ${progress[@]+"${progress[@]}"} --continue-at - --output "$part" "$1" || { [ $? != 33 ] || rm -f "$part"; sleep "${FETCH_PAUSE:-2}"; }
  done
  is_sound "$part" "$3" "$4" || die "The download of $(basename "$2") ended early. Run the same command again: it goes on where it stopped."
  mv "$part" "$2"
}

as_size() { awk -v bytes="$1" 'BEGIN { if (bytes >= 1e9) printf "%.1f GB", bytes / 1e9; else printf "%.0f MB", bytes / 1e6 }'; }

# Sets repository, revision and files, or fails where the repository lacks something.
look_up() { # repository, folder, graph
  repository=$1
  revision="$(cat "$parts/revision" 2> /dev/null || true)"
  [ -n "$revision" ] || revision="$(get "$hub/api/models/$1/revision/main" | grep -oE '"sha" *: *"[0-9a-f]{40}"' | head -n 1 | grep -oE '[0-9a-f]{40}')" || return 1
  if [ -n "$3" ]; then
    local beside=""
    case "$3" in */*) beside="${3%/*}" ;; esac
    files="$(files_of "$1" "$revision" "$2" | texts; files_of "$1" "$revision" "$beside" | awk -F'\t' -v graph="$3" '$1 == graph || index($1, graph "_data") == 1 || index($1, graph ".data") == 1')"
    [ -n "$(echo "$files" | grep -F "$3	")" ] || return 1
  elif [ -n "$2" ]; then
    files="$(files_of "$1" "$revision" "$2")"
  else
    all="$(files_of "$1" "$revision" "")"
    files="$(echo "$all" | texts; echo "$all" | grep -E '\.onnx(_data|\.data)?	' || true)"
  fi
  echo "$files" | grep -qE '\.onnx	' && echo "$files" | grep -qE '(^|/)tokenizer\.json	'
}

fetch() { # name, rows of repository|folder|graph
  local name=$1 target="$into/$1" found=false row size=0 missing=0 path bytes hash
  [[ "$name" =~ ^[A-Za-z0-9_][A-Za-z0-9._-]*$ ]] || die "'$name' cannot be a folder's name."
  [ ! -e "$target" ] || { echo "$target is there already. Remove it to download it again."; return; }
  parts="$into/.$name.partial"
  while IFS='|' read -r repository folder graph; do
    if look_up "$repository" "$folder" "$graph"; then found=true; break; fi
  done <<< "$2"
  $found || die "$hub cannot be reached, or $repository lacks the files of a model (an ONNX graph and tokenizer.json). $([ -n "${HF_TOKEN:-}" ] || echo 'Where it wants a login, set HF_TOKEN.')"

  while IFS=$'\t' read -r path bytes hash; do
    size=$((size + bytes))
    [ -f "$parts/${path##*/}" ] || missing=$((missing + bytes - $(bytes_of "$parts/${path##*/}.part")))
  done <<< "$files"
  echo "$name from $hub/$repository"
  echo "Download: $(as_size "$missing")$([ "$missing" = "$size" ] || echo " still of $(as_size "$size")"). Memory when it runs: about $(as_size $((size * 13 / 10 + 500000000)))."

  local free
  free=$(($(df -Pk "$into" | awk 'NR == 2 { print $4 }') * 1024))
  [ "$free" -gt $((missing + missing / 50)) ] || die "Only $(as_size "$free") are free where $into is, and $(as_size "$missing") are needed. Make room, then run the same command again."
  if ! $yes; then
    [ -t 0 ] || die "Nobody is there to ask: add --yes to go on."
    read -r -p "Go on? [y/N] " answer
    [[ "$answer" =~ ^[Yy] ]] || exit 1
  fi

  mkdir -p "$parts"
  echo "$revision" > "$parts/revision"
  progress=(--no-progress-meter)
  [ ! -t 2 ] || progress=(--progress-bar)
  while IFS=$'\t' read -r path bytes hash; do
    [ ! -f "$parts/${path##*/}" ] || continue
    echo "${path##*/} ($(as_size "$bytes"))"
    download "$hub/$repository/resolve/$revision/$path" "$parts/${path##*/}" "$bytes" "$hash"
  done <<< "$files"
  rm -f "$parts/revision"
  (cd "$parts" && for file in *; do echo "$(sha256 "$file")  $file"; done > ../".$name.sums" && mv ../".$name.sums" SHA256SUMS)
  mv "$parts" "$target"
  echo "$target is complete. Start with it: ./run.sh --model $name (a reader for Masked mode: Inference__Reader=$name ./run.sh)"
}

command -v curl > /dev/null || die "curl is needed."
arguments=()
from=false
while [ $# -gt 0 ]; do
  case "$1" in
    --yes | -y) yes=true ;;
    --list) list; exit ;;
    --from) from=true ;;
    --help | -h) help; exit ;;
    -*) die "There is no option $1. Run it without arguments for help." ;;
    *) arguments+=("$1") ;;
  esac
  shift
done

if $from; then
  case "${#arguments[@]}" in
    2) fetch "${arguments[1]}" "${arguments[0]}||" ;;
    3) case "${arguments[1]}" in
         *.onnx) fetch "${arguments[2]}" "${arguments[0]}||${arguments[1]}" ;;
         *) fetch "${arguments[2]}" "${arguments[0]}|${arguments[1]}|" ;;
       esac ;;
    *) die "--from wants OWNER/REPOSITORY, perhaps a PATH, and a NAME." ;;
  esac
  exit
fi

[ "${#arguments[@]}" -gt 0 ] || { help; echo; list; exit; }
for name in "${arguments[@]}"; do
  rows="$(echo "$models" | awk -F'|' -v name="$name" '$1 == name { print $2 "|" $3 "|" $4 }')"
  [ -n "$rows" ] || { list >&2; die "There is no model '$name' in this list. Any other: models/fetch.sh --from OWNER/REPOSITORY [PATH] NAME"; }
  fetch "$name" "$rows"
done

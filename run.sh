#!/usr/bin/env bash
# ./run.sh [serve | validate | models ... | transcribe FILE | keys ... | bench ...]: installs what is missing, builds, runs. Settings: .env.example
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
source deploy/debian.sh
need_codecs
# A server that lacks a codec is better than none: it says at start which formats are off.
install_missing || echo "Could not install ${missing[*]}: the formats that need them are off." >&2

# Builds only when a source is newer than the last build: a second start is then a matter of seconds.
build() {
    local dll=$1 project=$2
    if [ ! -f "$dll" ] || [ -n "$(find . \( -name artifacts -o -name .git -o -path ./models/tiny -o -path ./models/training \
        -o -path ./models/downloaded -o -path ./models/cache -o -path ./models/voices \) -prune -o \
        -type f \( -name '*.cs' -o -name '*.csproj' -o -name '*.props' -o -name '*.tsv' -o -name '*.sql' -o -path './clients/web/*' \) -newer "$dll" -print -quit)" ]; then
        echo "Building…"
        dotnet build "$project" -c Release -v q -clp:"ErrorsOnly;NoSummary" --nologo
        touch "$dll"
    fi
}

if [ "${1:-}" = bench ]; then
    shift
    dll=artifacts/bin/StreamServer.Benchmarks/release/StreamServer.Benchmarks.dll
    build "$dll" tests/StreamServer.Benchmarks/StreamServer.Benchmarks.csproj
    exec dotnet "$dll" "$@"
fi

dll=artifacts/bin/StreamServer/release/StreamServer.dll
build "$dll" StreamServer.csproj

# The first start fetches the voice detector that was trained on people (silero-v6, 2.3 MB, MIT), which VAD_MODEL=auto then takes: in 20
# seconds or not at all, and after a try that failed not again for a week (docs/decisions/0039).
first_pull() {
    local tried=models/downloaded/.silero-v6-tried
    [ "${VAD_MODEL:-auto}" = auto ] && [ -z "${MODELS_DIR:-}" ] && [ ! -e models/downloaded/silero-v6/silero_vad.onnx ] || return 0
    grep -qsE '^[[:space:]]*(export[[:space:]]+)?(VAD_MODEL|MODELS_DIR)[[:space:]]*=' .env && return 0
    [ -z "$(find "$tried" -mtime -7 2>/dev/null)" ] || return 0
    mkdir -p models/downloaded && touch "$tried" || return 0
    if timeout 25 dotnet "$dll" models pull silero-v6 --accept-licence --within 20 >/dev/null 2>&1; then
        rm -f "$tried"
        echo "Fetched silero-v6, which tells speech from noise (MIT)."
    else
        echo "Could not fetch silero-v6; the bundled tiny-vad hears. Later: ./run.sh models pull silero-v6" >&2
    fi
}

case "${1:-serve}" in
    --help | --version) ;;
    serve | --*) first_pull ;;
esac
exec dotnet "$dll" "$@"

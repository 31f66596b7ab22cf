#!/usr/bin/env bash
# ./run.sh [serve | validate | models ... | transcribe FILE | bench ...]: installs what is missing, builds, runs. Settings: .env.example
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
        -type f \( -name '*.cs' -o -name '*.csproj' -o -name '*.props' \) -newer "$dll" -print -quit)" ]; then
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
exec dotnet "$dll" "$@"

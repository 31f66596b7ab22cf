#!/usr/bin/env bash
# install-native.sh official|compat: puts native libraries into place. Both feeds encode mp3 and FLAC with LAME and libFLAC
# from Debian; compat also stands on ONNX Runtime from the npm package onnxruntime-node (unpacked only, no install script is
# run), libopus and libmpg123. Does nothing when all of it is there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
feed=${1:-compat}

version=1.30.0
sha256=6e3390d6b783e7be946fad629292799da28d0b42f84856e50d2c1b0383291e75

fetch_onnxruntime() {
    local arch stamp work
    case "$(uname -m)" in
        x86_64) arch=x64 ;;
        aarch64) arch=arm64 ;;
        *) echo "install-native: no ONNX Runtime for $(uname -m)." >&2; exit 1 ;;
    esac
    stamp="native/onnxruntime-$version-$arch"
    if [ -f "$stamp" ] && [ -f native/libonnxruntime.so ]; then return; fi
    command -v npm >/dev/null || { echo "install-native: npm is needed to fetch ONNX Runtime." >&2; exit 1; }
    work=$(mktemp -d)
    echo "Fetching ONNX Runtime $version (110 MB, once)…"
    # npm's own notices are noise; its errors are not.
    npm pack --silent --pack-destination "$work" "onnxruntime-node@$version" >/dev/null
    echo "$sha256  $work/onnxruntime-node-$version.tgz" | sha256sum --check --quiet
    tar -xzf "$work/onnxruntime-node-$version.tgz" -C "$work" "package/bin/napi-v6/linux/$arch/libonnxruntime.so.1"
    mkdir -p native
    mv "$work/package/bin/napi-v6/linux/$arch/libonnxruntime.so.1" native/libonnxruntime.so
    touch "$stamp"
    rm -rf "$work"
}

missing=()
need() { compgen -G "/usr/lib/*/$1*" >/dev/null || compgen -G "/usr/lib/$1*" >/dev/null || missing+=("$2"); }

need libmp3lame.so.0 libmp3lame0
need libFLAC.so libflac12
need libicuuc.so libicu72
if [ "$feed" = compat ]; then
    fetch_onnxruntime
    need libopus.so.0 libopus0
    need libmpg123.so.0 libmpg123-0
fi

if [ "${#missing[@]}" -gt 0 ]; then
    command -v apt-get >/dev/null || { echo "Please install: ${missing[*]}" >&2; exit 1; }
    echo "Installing ${missing[*]}…"
    run=()
    [ "$(id -u)" = 0 ] || run=(sudo)
    "${run[@]}" apt-get update -qq
    DEBIAN_FRONTEND=noninteractive "${run[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

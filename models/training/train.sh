#!/usr/bin/env bash
# train.sh text|codec|lm|stt|vad|evaluate|manifest : makes one part of models/tiny again. See README.md.
set -euo pipefail
cd "$(dirname "$0")"
[ $# -gt 0 ] || { sed -n 2p train.sh; exit 1; }
build=${BUILD:-build}
threads=${THREADS:-1}
mkdir -p "$build"
# Freed blocks stay with the process: without this a third of the time goes into asking the system for memory again.
export MALLOC_MMAP_THRESHOLD_=400000000 MALLOC_TRIM_THRESHOLD_=1500000000 OMP_NUM_THREADS=$threads OPENBLAS_NUM_THREADS=1 PYTHONPATH=. PYTHONUNBUFFERED=1
python=${PYTHON:-/usr/bin/python3}
[ "$1" = text ] || [ -e "$build/text.json" ] || ./train.sh text

case $1 in
text)
    $python -m text.corpus --out "$build/text.json"
    ;;
codec)
    $python -m tts.codec_data --text "$build/text.json" --out "$build/codec.pkl" --count "${COUNT:-10000}"
    $python -m tts.train_codec --data "$build/codec.pkl" --out "$build/codec.pt" --seconds "${SECONDS_OF_TRAINING:-4200}" --threads "$threads" ${START:+--start "$START"}
    $python -m tts.export_codec --codec "$build/codec.pt"
    ;;
lm)
    count=${COUNT:-200000}
    $python -m tts.lm_data --text "$build/text.json" --out "$build/lm" --count "$count"
    for language in hi te; do
        $python -m tts.lm_data --language $language --text "$build/text.json" --out "$build/lm" --count "$((count / 4))"
    done
    $python -m tts.train_lm --data "$build/lm" --out "$build/lm-1.pt" --seconds "${SECONDS_OF_TRAINING:-9000}" --processes "$threads" ${START:+--start "$START"}
    for language in en hi te; do
        $python -m tts.rollouts --language $language --lm "$build/lm-1.pt" --text "$build/text.json" --out "$build/lm" --count "${ROLLOUTS:-3000}"
    done
    $python -m tts.train_lm --data "$build/lm" --out "$build/lm.pt" --seconds "$((${SECONDS_OF_TRAINING:-9000} / 3))" --processes "$threads" --start "$build/lm-1.pt" --rate 6e-4
    $python -m tts.export_lm --lm "$build/lm.pt"
    ;;
stt)
    [ -n "${START:-}" ] || $python -m stt.make_pieces --text "$build/text.json"
    $python -m stt.data --text "$build/text.json" --out "$build/stt" --hours "${HOURS:-60}" ${2:+--digits "$2"}
    $python -m stt.train --data "$build/stt" --out "$build/stt.pt" --seconds "${SECONDS_OF_TRAINING:-5400}" --threads "$threads" ${START:+--start "$START"}
    $python -m stt.export --stt "$build/stt.pt"
    ;;
vad)
    $python -m vad.data --text "$build/text.json" --out "$build/vad" --processes "$threads" ${3:+--digits "$3"}
    $python -m vad.teacher --teacher "${2:?the teacher, silero_vad.onnx}" --data "$build/vad"
    $python -m vad.train --data "$build/vad" --out "$build/vad.pt" --seconds "${SECONDS_OF_TRAINING:-1200}"
    $python -m vad.export --vad "$build/vad.pt"
    ;;
evaluate)
    $python -m evaluation.round_trip --lm ../tiny/tts/model.onnx --sphinx "${@:2}"
    ;;
manifest)
    $python manifest.py
    ;;
*)
    sed -n 2p train.sh
    exit 1
    ;;
esac

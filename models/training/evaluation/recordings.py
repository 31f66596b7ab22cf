"""Writes held-out speech into the test suite: small Ogg Opus files beside what was said in them, for tests that have no
synthesiser. Needs ffmpeg with libopus."""
import argparse
import pathlib
import subprocess

import numpy as np

from speech.flite import VOICES
from text.corpus import ROOT, held_out, normalised

from .hearing import HERE, RATE, Conditions

FOLDER = ROOT / "tests/StreamServer.Tests/Stt/HeldOut/Recordings"
BIT_RATE = 24000


def save(path, wave):
    quiet = np.random.default_rng(0).normal(0, 2, RATE // 4)
    samples = np.concatenate([quiet, wave, quiet]).astype(np.int16)
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", "-", "-c:a", "libopus", "-b:a", str(BIT_RATE), "-map_metadata", "-1",
                    "-fflags", "+bitexact", "-flags", "+bitexact", str(path)], input=samples.tobytes(), check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--codec", default="../tiny/codec/model.onnx")
    parser.add_argument("--seed", type=int, default=31)
    parser.add_argument("--everyday", type=int, default=16)
    parser.add_argument("--languages", type=int, default=12)
    args = parser.parse_args()
    sets, made, rows = held_out(), Conditions(args.codec, args.seed), []
    FOLDER.mkdir(parents=True, exist_ok=True)

    def add(name, text, wave):
        save(FOLDER / f"{name}.opus", wave)
        rows.append(f"{name}\t{text}\n")
    for kind, texts in (("everyday", sets["everyday"][:args.everyday]), ("roundtrip", sets["roundtrip"])):
        for i, text in enumerate(texts):
            voice = i % len(VOICES)
            make, how = (made.plain, "flite") if i // len(VOICES) % 2 else (made.through_codec, "codec")
            add(f"{kind}-{how}-{i:02d}-{VOICES[voice]}", normalised(text), make(text, voice))
    for language, name in (("hi", "hindi.txt"), ("te", "telugu.txt")):
        for i, text in enumerate((HERE / name).read_text().splitlines()[:args.languages]):
            add(f"{language}-espeak-{i:02d}", text, made.robot(text, language))
    (FOLDER / "texts.tsv").write_text("".join(rows))


if __name__ == "__main__":
    main()

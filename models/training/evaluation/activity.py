"""Agreement of voice activity models with the teacher (Silero VAD, not part of this project) at the threshold of 0.5.

Sets: a recording of people (--speech), alone and with noise; digits of the person who is in no training data, with pauses of
60 to 400 ms; generated sequences of a seed of their own with that person only. Each is heard at 16 kHz, and at 8 kHz by the
models that can. Missed: of the teacher's windows with speech. False: of its windows without; in pauses: of those in pauses
of at most 384 ms between speech."""
import argparse
import pathlib
import random
import tempfile

import numpy as np
from scipy.io import wavfile
from scipy.signal import resample_poly

from onnx_runtime import Session
from speech.people import HELD_OUT_PERSON
from vad import data
from vad.model import CONTEXT, STATE, WINDOW

SHORT_PAUSE = 12


def probabilities(session, samples, rate):
    """float samples [N, L] -> [N, windows]."""
    n, window, context = len(samples), WINDOW * rate // 16000, CONTEXT * rate // 16000
    state, x, out = np.zeros((2, n, STATE), np.float32), np.zeros((n, context + window), np.float32), []
    for at in range(0, samples.shape[1] - window + 1, window):
        x[:, :context], x[:, context:] = x[:, -context:].copy(), samples[:, at:at + window]
        answer = session.run({"input": x, "state": state, "sr": np.array(rate, np.int64)})
        state = answer["stateN"]
        out.append(answer["output"][:, 0].copy())
    return np.stack(out, 1)


def runs(row):
    """[(first, one behind last)] of the stretches of False between stretches of True."""
    change = np.flatnonzero(np.diff(row.astype(int)))
    return [(a + 1, b + 1) for a, b in zip(change[:-1], change[1:]) if row[a]]


def compare(taught, said):
    pauses = np.concatenate([line[a:b] for line, own in zip(said, taught) for a, b in runs(own) if b - a <= SHORT_PAUSE])
    return (f"agree {100 * (taught == said).mean():.2f} %, missed {100 * (taught & ~said).sum() / taught.sum():.2f} %, "
            f"false {100 * (said & ~taught).sum() / (~taught).sum():.2f} %, in pauses {100 * pauses.mean():.1f} % of {len(pauses)}")


def digits(folder, rng, count=24, seconds=20):
    """The held-out person's digits with pauses, over a quiet hiss; float [count, samples]."""
    paths, noise, out = sorted(pathlib.Path(folder).glob(f"*_{HELD_OUT_PERSON}_*.wav")), np.random.default_rng(1), []
    for _ in range(count):
        row, at = noise.normal(0, 1e-3, data.RATE * seconds), data.RATE // 2
        while True:
            rate, wave = wavfile.read(rng.choice(paths))
            wave = resample_poly(wave / 32768, data.RATE, rate)
            if at + len(wave) > len(row):
                break
            row[at:at + len(wave)] += .5 * wave / np.abs(wave).max()
            at += len(wave) + int(data.RATE * rng.uniform(.06, .4))
        out.append(row)
    return np.stack(out).astype(np.float32)


def generated(text, folder, seed, count):
    """Sequences of vad.data in which the only recorded person is the one held out."""
    with tempfile.TemporaryDirectory() as own:
        for path in pathlib.Path(folder).glob(f"*_{HELD_OUT_PERSON}_*.wav"):
            (pathlib.Path(own) / path.name.replace(HELD_OUT_PERSON, "heldout")).symlink_to(path.resolve())
        made = data.Sequences(argparse.Namespace(seed=seed, text=text, digits=own))
        return np.stack([made.one() for _ in range(count)]).astype(np.float32) / 32768


def joined(folder):
    """The recordings of the test suite one after another, before each a pause of 96 to 416 ms; float [1, samples]."""
    parts = []
    for i, path in enumerate(sorted(pathlib.Path(folder).glob("*.wav"))):
        parts += [np.zeros(WINDOW * (3 + 5 * i % 11), np.float32), wavfile.read(path)[1].astype(np.float32) / 32768]
    return np.concatenate(parts)[None]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--teacher", required=True, help="silero_vad.onnx")
    parser.add_argument("--vad", nargs="+", default=["../tiny/vad/model.onnx"])
    parser.add_argument("--text", default="build/text.json")
    parser.add_argument("--speech", help="a recording of people, 16 kHz")
    parser.add_argument("--digits", help="folder of recordings DIGIT_SPEAKER_N.wav")
    parser.add_argument("--sequences", type=int, default=40)
    parser.add_argument("--seed", type=int, default=90)
    parser.add_argument("--golden", nargs=2, metavar=("RECORDINGS", "FILE"), help="instead: write the teacher's decisions on the recordings of the test suite")
    args = parser.parse_args()
    if args.golden:
        taught = probabilities(Session(args.teacher), joined(args.golden[0]), 16000)[0] >= .5
        pathlib.Path(args.golden[1]).write_text("".join(".#"[int(t)] for t in taught) + "\n")
        return
    speech = wavfile.read(args.speech)[1].astype(np.float32)[None] / 32768
    hiss = data.Sounds(random.Random(5), np.random.default_rng(5)).coloured(speech.shape[1], 1)
    sets = {"people": speech, "people, pink noise 10 dB": np.clip(speech + hiss * speech.std() * 10 ** -.5, -1, 1), "digits with pauses": digits(args.digits, random.Random(3)),
            "generated": generated(args.text, args.digits, args.seed, args.sequences)}
    teacher = Session(args.teacher)
    for name, samples in sets.items():
        for rate in (16000, 8000):
            heard = samples if rate == 16000 else resample_poly(samples, 1, 2, axis=1).astype(np.float32)
            taught = probabilities(teacher, samples, 16000) >= .5
            print(f"{name}, {rate // 1000} kHz: {taught.size} windows, {100 * taught.mean():.0f} % with speech" + ("" if rate == 16000 else f"; the teacher itself at 8 kHz: {compare(taught, probabilities(teacher, heard, rate) >= .5)}"))
            for path in args.vad:
                try:
                    print(f"  {path}: {compare(taught, probabilities(Session(path), heard, rate) >= .5)}", flush=True)
                except RuntimeError as error:
                    print(f"  {path}: {str(error).splitlines()[0][:100]}")


if __name__ == "__main__":
    main()

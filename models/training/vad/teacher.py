"""Labels the sequences of data.py with the answers of a voice activity model of Silero's interface: probability and hidden
state of each window. With --long, sequences of a file are run one after another, the state carried on."""
import argparse
import pathlib

import numpy as np

from onnx_runtime import Session

from .model import CONTEXT, STATE, WINDOW


def label(session, samples):
    """int16 [N, L] -> probabilities [N, windows], hidden states [N, windows, 128] (float16)."""
    n, windows = len(samples), samples.shape[1] // WINDOW
    state, x = np.zeros((2, n, STATE), np.float32), np.zeros((n, CONTEXT + WINDOW), np.float32)
    probability, hidden = np.zeros((n, windows), np.float32), np.zeros((n, windows, STATE), np.float16)
    for w in range(windows):
        x[:, :CONTEXT] = x[:, -CONTEXT:]
        x[:, CONTEXT:] = samples[:, w * WINDOW:(w + 1) * WINDOW].astype(np.float32) / 32768
        out = session.run({"input": x, "state": state, "sr": np.array(16000, np.int64)})
        state = out["stateN"]
        probability[:, w], hidden[:, w] = out["output"][:, 0], state[0]
    return probability, hidden


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--teacher", required=True, help="silero_vad.onnx")
    parser.add_argument("--data", default="build/vad")
    parser.add_argument("--long", type=int, default=12, help="sequences in a row for the second labelling")
    args = parser.parse_args()
    session = Session(args.teacher)
    for path in sorted(pathlib.Path(args.data).glob("[0-9]*.npy")):
        samples = np.load(path)
        np.savez(path.with_suffix(".labels.npz"), **dict(zip(("probability", "hidden"), label(session, samples))))
        order = np.random.default_rng(int(path.stem)).permutation(len(samples))
        order = order[:len(order) // args.long * args.long]
        probability, hidden = label(session, samples[order].reshape(len(order) // args.long, -1))
        np.savez(path.with_suffix(".long.npz"), order=order, probability=probability, hidden=hidden)
        print(path, flush=True)


if __name__ == "__main__":
    main()

"""Runs a checkpoint (.pt) or the exported file (.onnx) on samples."""
import numpy as np
import onnx
import torch

from exported import exported_state
from onnx_runtime import Session

from . import features
from .model import Recogniser
from .pieces import Pieces

AUTO, WITHOUT_ITN = 0, 15


def load(path):
    saved = checkpoint(path)
    model = Recogniser(saved["state"]["out.weight"].shape[0])
    model.take(saved["state"])
    return model.eval(), saved["negative_mean"].numpy(), saved["inverse_deviation"].numpy()


def open_exported(path):
    """The same three things of an ONNX file; the model takes and gives tensors."""
    session, properties = Session(path), {p.key: p.value for p in onnx.load(path).metadata_props}
    whole = lambda t: t.numpy().astype(np.int32)
    run = lambda x, lengths, language, style: torch.from_numpy(session.run(
        {"x": x.numpy(), "x_length": whole(lengths), "language": whole(language), "text_norm": whole(style)})["logits"])
    return run, *(np.array(properties[k].split(","), np.float32) for k in ("neg_mean", "inv_stddev"))


def checkpoint(path):
    """What train.py goes on from, of a checkpoint or of an exported file (the phones' head, a help in training only, is not in it)."""
    if not str(path).endswith(".onnx"):
        return torch.load(path, map_location="cpu")
    model = onnx.load(path)
    numbers = {p.key: torch.tensor([float(v) for v in p.value.split(",")]) for p in model.metadata_props if p.key in ("neg_mean", "inv_stddev")}
    return dict(state=exported_state(model), negative_mean=numbers["neg_mean"], inverse_deviation=numbers["inv_stddev"])


class Listener:
    def __init__(self, path):
        self.pieces = Pieces()
        self.model, self.negative_mean, self.inverse_deviation = open_exported(path) if str(path).endswith(".onnx") else load(path)

    def inputs(self, wave):
        """wave: samples in the range of 16-bit integers."""
        return ((features.stacked(features.filter_bank(wave)) + self.negative_mean) * self.inverse_deviation).astype(np.float32)

    @torch.no_grad()
    def best(self, inputs):
        """The best token of each frame, the four tags first."""
        order, out = sorted(range(len(inputs)), key=lambda i: len(inputs[i])), [None] * len(inputs)
        for s in range(0, len(order), 16):
            index = order[s:s + 16]
            lengths = torch.tensor([len(inputs[i]) for i in index])
            x = torch.zeros(len(index), int(lengths.max()), 560)
            for row, i in enumerate(index):
                x[row, :len(inputs[i])] = torch.from_numpy(inputs[i])
            zero = torch.zeros_like(lengths)
            y = self.model(x, lengths, zero + AUTO, zero + WITHOUT_ITN).argmax(-1).numpy()
            for row, i in enumerate(index):
                out[i] = y[row, :4 + len(inputs[i])]
        return out

    def hear(self, waves):
        return [self.pieces.read(b[4:]) for b in self.best([self.inputs(w) for w in waves])]

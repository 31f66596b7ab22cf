"""Weights of the language model from a checkpoint, or from the exported file: models/tiny/tts/model.onnx is enough to go on from."""
import onnx
import torch
from onnx import numpy_helper

from . import phones
from .lm import LanguageModel
from .vocabulary import FIRST_CODE


def language_model(path):
    """The model in evaluation mode. path: .pt, a state of PyTorch, or .onnx, what export_lm.py writes."""
    model = LanguageModel()
    model.load_state_dict(exported_state(model, path) if str(path).endswith(".onnx") else torch.load(path, map_location="cpu"))
    return model.eval()


def exported_state(model, path):
    of = {t.name: torch.from_numpy(numpy_helper.to_array(t).copy()) for t in onnx.load(path).graph.initializer}
    state = model.state_dict() | {"norm.weight": of["final_norm"]} | rows(model, of["embed"])
    for i in range(model.c.layers):
        own, theirs = f"layers.{i}.", f"l{i}."
        state |= {own + "norm1.weight": of[theirs + "norm1"], own + "norm2.weight": of[theirs + "norm2"], own + "qkv.bias": of[theirs + "qkv_bias"],
                  own + "qkv.weight": of[theirs + "qkv"].t(), own + "out.weight": of[theirs + "o"].t(), own + "down.weight": of[theirs + "down"].t(),
                  own + "gate_up.weight": torch.cat([of[theirs + "gate"].t(), of[theirs + "up"].t()])}
    return {name: value.contiguous() for name, value in state.items()}


def rows(model, table):
    """Which part of a code's row is its phone's, its step's and its phase's is not in the file: means are taken one after
    another, and what is left is the row's own."""
    plain, own = table[:FIRST_CODE], table[FIRST_CODE:].clone()
    out = {"plain": plain}
    for name, index, count in (("phone", model.phone_of, len(phones.PHONES)), ("step", model.step_of, phones.STEPS + 1), ("phase", model.phase_of, phones.PHASES + 1)):
        members = torch.bincount(index, minlength=count).clamp_min(1)[:, None]
        out[name] = torch.zeros(count, table.shape[1]).index_add_(0, index, own) / members
        own -= out[name][index]
    return out | {"own": own}

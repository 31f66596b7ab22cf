"""Weights of the language model from a checkpoint, or from the exported file: models/tiny/tts/model.onnx is enough to go on from."""
import unicodedata

import onnx
import torch
from onnx import numpy_helper

from . import phones
from .lm import LanguageModel
from .vocabulary import FIRST_CODE, FIRST_INDIC, ID, INDIC

INDIC_SIGNS = {"ANUSVARA": "n", "CANDRABINDU": "n", "VISARGA": "h", "DANDA": ".", "VIRAMA": "'", "NUKTA": "'"}


def language_model(path):
    """The model in evaluation mode. path: .pt, a state of PyTorch, or .onnx, what export_lm.py writes."""
    model = LanguageModel()
    model.load_state_dict(exported_state(model, path) if str(path).endswith(".onnx") else torch.load(path, map_location="cpu"))
    return model.eval()


def new_rows(plain):
    """Of the letters of Hindi and Telugu, for an exported model that does not know them yet: the rows of the Latin letters that Unicode's names of
    them begin with, each moved a little. So it finds its place in a text at once: guidance loss .8 before any training, 6.4 from rows at random."""
    latin = [INDIC_SIGNS.get(name) or name[0].lower() for name in (unicodedata.name(c).split()[-1] for c in INDIC)]
    return plain[[ID[c] for c in latin]] + torch.randn(len(INDIC), plain.shape[1], generator=torch.Generator().manual_seed(0)) * .05


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
    plain, own, indic = table[:FIRST_CODE], table[FIRST_CODE:FIRST_INDIC].clone(), table[FIRST_INDIC:]
    out = {"plain": plain, "indic": indic if len(indic) else new_rows(plain)}
    for name, index, count in (("phone", model.phone_of, len(phones.PHONES)), ("step", model.step_of, phones.STEPS + 1), ("phase", model.phase_of, phones.PHASES + 1)):
        members = torch.bincount(index, minlength=count).clamp_min(1)[:, None]
        out[name] = torch.zeros(count, table.shape[1]).index_add_(0, index, own) / members
        own -= out[name][index]
    return out | {"own": own}

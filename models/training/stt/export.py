"""Writes the recogniser as ONNX with the inputs and metadata of sherpa-onnx's SenseVoice export. Large weights are stored
in half precision and cast when the file is loaded; all computing is in single precision."""
import argparse
import pathlib
import tempfile

import numpy as np
import onnx
import torch

from half_precision import halve

from .recognise import load


def metadata(pieces, negative_mean, inverse_deviation):
    numbers = lambda values: ",".join(f"{v:.6f}" for v in values)
    return dict(model_type="sense_voice_ctc", version="1", model_author="project-local training", maintainer="local",
                comment="tiny English CTC trained on espeak-ng and flite speech and recordings of people under CC BY-SA, SenseVoiceSmall compatible interface", vocab_size=pieces, lfr_window_size=7,
                lfr_window_shift=6, normalize_samples=0, with_itn=14, without_itn=15, lang_auto=0, lang_zh=3, lang_en=4, lang_yue=7, lang_ja=11, lang_ko=12, language="en",
                blank_id=0, neg_mean=numbers(negative_mean), inv_stddev=numbers(inverse_deviation))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stt", default="build/stt.pt")
    parser.add_argument("--out", default="../tiny/stt/model.onnx", type=pathlib.Path)
    args = parser.parse_args()
    network, negative_mean, inverse_deviation = load(args.stt)
    integers = lambda *values: torch.tensor(values, dtype=torch.int32)
    inputs = (torch.randn(2, 37, 560), integers(37, 21), integers(0, 4), integers(15, 14))
    axes = {"x": {0: "N", 1: "T"}, "x_length": {0: "N"}, "language": {0: "N"}, "text_norm": {0: "N"}, "logits": {0: "N", 1: "T"}}
    with tempfile.NamedTemporaryFile(suffix=".onnx") as f:
        torch.onnx.export(network, inputs, f.name, opset_version=17, input_names=["x", "x_length", "language", "text_norm"], output_names=["logits"], dynamic_axes=axes)
        model = onnx.load(f.name)
    halve(model)
    del model.metadata_props[:]
    for key, value in metadata(network.out.out_features, negative_mean, inverse_deviation).items():
        entry = model.metadata_props.add()
        entry.key, entry.value = key, str(value)
    onnx.checker.check_model(model)
    onnx.save(model, args.out)
    used = sum(p.numel() for n, p in network.named_parameters() if not n.startswith("phones"))
    print(f"{args.out}: {args.out.stat().st_size / 1e6:.2f} MB, {used / 1e6:.2f} M parameters")


if __name__ == "__main__":
    main()

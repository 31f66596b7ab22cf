"""Writes the codec as ONNX (semantic_tokens [B, T], global_tokens [B, 32] -> wav [B, 1, 320 T]), checks that windows equal
the whole, and, with --reference, writes codes and the samples that PyTorch makes of them, and a few codes in all twelve voices."""
import argparse
import pathlib

import numpy as np
import onnx
import torch

from half_precision import halve, round_to_half
from speech.flite import VOICES, Flite

from . import codec as codecs
from . import phones, same_bits
from .speakers import SPEAKERS

WINDOW, CONTEXT = 25, 10
# Tables of the vocoder and the speakers' pitch are exact; what is learnt is stored in half precision.
EXACT = ("vocoder.", "tract.", "decoder.offsets", "decoder.traits")
SENTENCES = ["Hello there, how can I help you today?", "The weather will be sunny tomorrow afternoon.", "Please leave a message after the tone."]


@torch.no_grad()
def write_reference(codec, folder, codes, globals_):
    """t_ids int64 [N] (made once), t_wav float32 [320 N], t_speakers float32 [12, 320 * 12]: codes 100 to 112 in each voice."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "t_ids.bin").exists():
        codes.tofile(folder / "t_ids.bin")
    ids = torch.from_numpy(np.fromfile(folder / "t_ids.bin", np.int64))[None]
    codec(ids, globals_).numpy().tofile(folder / "t_wav.bin")
    spoken = [codec(ids[:, 100:112], torch.tensor([s.globals()])) for s in SPEAKERS]
    torch.cat(spoken).numpy().tofile(folder / "t_speakers.bin")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--codec", default="build/codec.pt")
    parser.add_argument("--out", default="../tiny/codec/model.onnx")
    parser.add_argument("--reference", type=pathlib.Path)
    args = parser.parse_args()
    codec, flite, voice = codecs.load(args.codec), Flite(audio=False), VOICES.index("kal16")
    round_to_half(codec.decoder)
    codes = np.concatenate([phones.encode(phones.frames(flite.say(voice, s)), voice)[0] for s in SENTENCES]).astype(np.int64)
    ids, globals_ = torch.from_numpy(codes)[None], codecs.speaker_globals(voice)
    with torch.no_grad():
        whole, worst = codec(ids, globals_), 0.
        for a in range(0, len(codes), WINDOW):
            left, end = max(0, a - CONTEXT), min(len(codes), a + WINDOW)
            part = codec(ids[:, left:min(len(codes), end + CONTEXT)], globals_)
            worst = max(worst, float((part[..., (a - left) * 320:(end - left) * 320] - whole[..., a * 320:end * 320]).abs().max()))
        axes = {"semantic_tokens": {0: "B", 1: "T"}, "global_tokens": {0: "B"}, "wav": {0: "B", 2: "N"}}
        torch.onnx.export(codec, (ids, globals_), args.out, input_names=["semantic_tokens", "global_tokens"], output_names=["wav"], dynamic_axes=axes,
                          opset_version=16, do_constant_folding=True)
    same_bits.rewrite(args.out)
    model = onnx.load(args.out)
    halve(model, EXACT)
    onnx.save(model, args.out)
    print(f"{args.out}: {pathlib.Path(args.out).stat().st_size / 1e6:.2f} MB; windows of {WINDOW} with {CONTEXT} of context differ by {worst:.1e} at most")
    if args.reference:
        write_reference(codec, args.reference, codes, globals_)


if __name__ == "__main__":
    main()

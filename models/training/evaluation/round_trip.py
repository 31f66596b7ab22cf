"""Text -> speech -> text on held-out sentences, in every voice.

Speech of three kinds: flite's own (original), flite's tokens through the codec (codec), and the language model's tokens
through the codec (model). Heard by the bundled recogniser and, with --sphinx, by Debian's pocketsphinx, which knows
nothing of this project's voices. Of the model's tokens also: phone errors against flite's, lengths, missing ends.
"""
import argparse
import json
import pathlib
import subprocess
import tempfile

import numpy as np
import scipy.io.wavfile
import torch

from onnx_runtime import Session
from speech.flite import Flite
from stt.recognise import Listener
from text.corpus import held_out, normalised
from tts import phones
from tts.lm import generate
from tts.restore import language_model
from tts.speakers import BY_NAME, SPEAKERS
from tts.vocabulary import codes_of, encode_text, prompt

from .errors import Errors

SPHINX = "/usr/share/pocketsphinx/model/en-us"


def sphinx(waves):
    """What pocketsphinx hears in int16 waves at 16 kHz."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for i, wave in enumerate(waves):
            silence = np.random.RandomState(i).randint(-2, 3, 4000).astype(np.int16)
            scipy.io.wavfile.write(folder / f"{i}.wav", 16000, np.concatenate([silence, wave, silence]))
        (folder / "list").write_text("".join(f"{i}\n" for i in range(len(waves))))
        subprocess.run(["pocketsphinx_batch", "-ctl", folder / "list", "-cepdir", folder, "-cepext", ".wav", "-adcin", "yes", "-hmm", f"{SPHINX}/en-us",
                        "-lm", f"{SPHINX}/en-us.lm.bin", "-dict", f"{SPHINX}/cmudict-en-us.dict", "-hyp", folder / "heard"], check=True, capture_output=True)
        return [line.rsplit("(", 1)[0].strip() for line in (folder / "heard").read_text().splitlines()]


def to_int16(wave):
    return np.round(np.asarray(wave) / max(1e-6, np.abs(wave).max()) * 23000).astype(np.int16)


def with_end(text):
    return text[0].upper() + text[1:] + ("" if text[-1] in ".?!" else ".")


class Speaker:
    def __init__(self, lm, codec, temperature, top_k, top_p):
        self.flite, self.codec, self.lm = Flite(), Session(codec), language_model(lm) if lm else None
        self.sampling = dict(temperature=temperature, top_k=top_k, top_p=top_p)

    def decode(self, codes, voice):
        globals_ = np.array([voice.globals()], np.int64)
        return self.codec.run({"semantic_tokens": np.array(codes, np.int64)[None], "global_tokens": globals_})["wav"][0, 0]

    def originals(self, texts, voice):
        """flite's samples in the base voice, and their codes in this voice."""
        said = [self.flite.say(voice.base, with_end(t), aligned=False) for t in texts]
        return [s.wave for s in said], [voice.restyle(phones.encode(phones.frames(s), voice.base)[0])[0] for s in said]

    def model(self, texts, voice, seed):
        """Codes of each text, and how many texts never ended."""
        out, endless = [], 0
        for s in range(0, len(texts), 60):
            ids, missing = generate(self.lm, [prompt(encode_text(with_end(t)), voice.base, globals_=voice.globals()) for t in texts[s:s + 60]], seed=seed + s, **self.sampling)
            out += [codes_of(row) or [phones.PAUSE] for row in ids]
            endless += missing
        return out, endless


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lm", help="checkpoint or exported file; without it only original and codec")
    parser.add_argument("--codec", default="../tiny/codec/model.onnx")
    parser.add_argument("--stt", default="../tiny/stt/model.onnx", help="ONNX file or checkpoint")
    parser.add_argument("--sets", nargs="*", default=["everyday", "roundtrip"])
    parser.add_argument("--kinds", nargs="*", default=["original", "codec", "model"])
    parser.add_argument("--voices", nargs="*", default=[s.name for s in SPEAKERS])
    parser.add_argument("--limit", type=int, default=1000, help="sentences of each set")
    parser.add_argument("--sphinx", action="store_true")
    parser.add_argument("--temperature", type=float, default=.8)
    parser.add_argument("--top-k", type=int, default=25)
    parser.add_argument("--top-p", type=float, default=.9)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", type=int, default=0, help="print so many wrong sentences of each kind and voice")
    parser.add_argument("--out", help="JSON of the figures")
    args = parser.parse_args()
    torch.set_num_threads(1)
    speaker, listener, sets = Speaker(args.lm, args.codec, args.temperature, args.top_k, args.top_p), Listener(args.stt), held_out()
    texts, total, figures = [t for s in args.sets for t in sets[s][:args.limit]], {}, {}
    listeners = {"stt": lambda waves: listener.hear([w.astype(np.float32) for w in waves])} | ({"sphinx": sphinx} if args.sphinx else {})
    for name in args.voices:
        voice = BY_NAME[name]
        waves, codes = speaker.originals(texts, voice)
        kinds = {"original": waves} if "original" in args.kinds else {}
        if "codec" in args.kinds:
            kinds["codec"] = [to_int16(speaker.decode(c, voice)) for c in codes]
        if args.lm and "model" in args.kinds:
            made, endless = speaker.model(texts, voice, args.seed)
            kinds["model"] = [to_int16(speaker.decode(c, voice)) for c in made]
            phone, lengths = Errors(), [len(m) / len(c) for m, c in zip(made, codes)]
            for c, m in zip(codes, made):
                phone.add(phones.phone_sequence(c), phones.phone_sequence(m))
            figures[f"phones {name}"] = [round(phone.percent, 2), phone.exact, len(texts), round(float(np.mean(lengths)), 3), round(min(lengths), 2), round(max(lengths), 2), endless]
            print(f"{name}: phone errors {phone.percent:.2f} %, {phone.exact} of {len(texts)} perfect, length {np.mean(lengths):.2f} "
                  f"({min(lengths):.2f} to {max(lengths):.2f}) of flite's, {endless} without end", flush=True)
        for kind, said in kinds.items():
            for ear, hear in listeners.items():
                errors, shown = Errors(), 0
                for text, heard in zip(texts, hear(said)):
                    wrong = errors.add(normalised(text).split(), normalised(heard).split())
                    if wrong and shown < args.show:
                        print(f"    {kind} {ear} | {normalised(text)} | {heard}")
                        shown += 1
                total.setdefault((kind, ear), Errors()).__iadd__(errors)
                figures[f"{kind} {ear} {name}"] = round(errors.percent, 2)
                print(f"{name} {kind} heard by {ear}: {errors.percent:.1f} % of {errors.words} words wrong", flush=True)
    for (kind, ear), errors in total.items():
        figures[f"{kind} {ear}"] = round(errors.percent, 2)
        print(f"ALL {kind} heard by {ear}: {errors.percent:.2f} % of {errors.words} words wrong, {errors.exact} of {errors.pairs} sentences right")
    if args.out:
        pathlib.Path(args.out).write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()

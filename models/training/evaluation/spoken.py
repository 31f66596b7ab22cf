"""Phones of the language model's speech against flite's, by kind of text, on the texts of the test suite
(tests/StreamServer.Tests/Tts/Reference/phones.json): 200 texts of usual length and 26 passages of 150 to 220 characters,
in twelve voices. Several checkpoints are compared on the same texts with the same seed. A text with a run of three or more
phones missing or too many, or without an end, counts as one with a word lost or said again."""
import argparse
import json
import pathlib
import random

import torch

from evaluation.errors import alignment
from speech.flite import Flite
from text.corpus import ROOT, held_out
from tts import phones
from tts.lm import generate
from tts.reference_phones import passages, with_end
from tts.restore import language_model
from tts.speakers import BY_NAME, SPEAKERS
from tts.vocabulary import FIRST_CODE, encode_text, prompt

LOST_WORD = 3
TEXTS = ROOT / "tests/StreamServer.Tests/Tts/Reference/phones.json"


def difference(expected, spoken):
    """-> errors, longest run of missing phones, longest run of added ones."""
    errors, missing, added, longest = 0, 0, 0, [0, 0]
    for j, i in alignment(spoken, expected):
        if j is not None and i is not None:
            errors, missing, added = errors + (spoken[j] != expected[i]), 0, 0
        else:
            errors, missing, added = errors + 1, missing + (j is None), added + (i is None)
        longest = [max(longest[0], missing), max(longest[1], added)]
    return errors, *longest


def speak(model, texts, seed, sampling, rows=48):
    """-> [(phones, ended)], texts of like length side by side."""
    order, out = sorted(range(len(texts)), key=lambda i: len(texts[i]["text"])), [None] * len(texts)
    for s in range(0, len(order), rows):
        index = order[s:s + rows]
        voices = [BY_NAME[texts[i]["voice"]] for i in index]
        prompts = [prompt(encode_text(texts[i]["text"]), v.base, globals_=v.globals()) for i, v in zip(index, voices)]
        limit = 8 * len(texts[index[-1]]["text"]) + 40
        made, _ = generate(model, prompts, seed=seed + s, limit=limit, **sampling)
        for i, ids in zip(index, made):
            said = phones.phone_sequence([t - FIRST_CODE for t in ids if t >= FIRST_CODE])
            out[i] = [phones.PHONE_ID[p] for p in said], len(ids) < limit
    return out


def held_out_passages(shortest, longest):
    """Held-out sentences joined to texts of so many characters, voice after voice."""
    mixed, flite, out = [with_end(t) for kind in held_out().values() for t in kind], Flite(audio=False), []
    random.Random(17).shuffle(mixed)
    for i, text in enumerate(passages(mixed, shortest, longest)):
        voice = SPEAKERS[i % len(SPEAKERS)]
        said = phones.phone_sequence(phones.encode(phones.frames(flite.say(voice.base, text, aligned=False)), voice.base)[0])
        out.append(dict(kind="long", text=text, voice=voice.name, phones=[phones.PHONE_ID[p] for p in said]))
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lm", nargs="+", default=["../tiny/tts/model.onnx"], help="checkpoints or exported files")
    parser.add_argument("--kinds", nargs="*", help="only these kinds")
    parser.add_argument("--passages", nargs=2, type=int, metavar=("SHORTEST", "LONGEST"), help="instead: held-out sentences joined to so many characters")
    parser.add_argument("--limit", type=int, default=1000, help="texts of each kind")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--temperature", type=float, default=.8)
    parser.add_argument("--top-k", type=int, default=25)
    parser.add_argument("--top-p", type=float, default=.9)
    args = parser.parse_args()
    torch.set_num_threads(1)
    count, texts = {}, []
    for text in held_out_passages(*args.passages) if args.passages else json.loads(pathlib.Path(TEXTS).read_text()):
        count[text["kind"]] = count.get(text["kind"], 0) + 1
        if (not args.kinds or text["kind"] in args.kinds) and count[text["kind"]] <= args.limit:
            texts.append(text)
    for path in args.lm:
        model, sums = language_model(path), {}
        for seed in range(args.seeds):
            for text, (spoken, ended) in zip(texts, speak(model, texts, 1000 * seed + 1, dict(temperature=args.temperature, top_k=args.top_k, top_p=args.top_p))):
                errors, missing, added = difference(text["phones"], spoken)
                for kind in {text["kind"], "long" if text["kind"] == "long" else "usual", text["voice"] if text["kind"] != "long" else "long"}:
                    sums[kind] = [a + b for a, b in zip(sums.get(kind, [0] * 4), (errors, len(text["phones"]), missing >= LOST_WORD or added >= LOST_WORD or not ended, 1))]
        print(path)
        for kind, (errors, size, lost, number) in sums.items():
            print(f"  {kind:10s} {100 * errors / size:5.2f} % of {size} phones, a word lost or said again in {lost} of {number} texts", flush=True)


if __name__ == "__main__":
    main()

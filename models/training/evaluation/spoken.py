"""Phones of the language model's speech against flite's, by kind of text, on the texts of the test suite
(tests/StreamServer.Tests/Tts/Reference/phones.json): 200 texts of usual length and 26 passages of 150 to 220 characters,
in twelve voices; with --kinds sentence 30 single sentences of 170 to 194 characters without a comma, with hindi or telugu 30 sentences of each. Several checkpoints are compared on the same texts with the same seed. A text with a run of three or more
phones missing or too many, or without an end, counts as one with a word lost or said again."""
import argparse
import json
import random

import torch

from evaluation.errors import alignment
from speech.flite import Flite
from text.corpus import ROOT, held_out
from text.indic_phones import Pronouncer
from tts import phones
from tts.lm import generate
from tts.lm_data import say_foreign
from tts.reference_phones import FILES, INDIC, indic_texts, passages, reference, with_end
from tts.restore import language_model
from tts.speakers import BY_NAME, SPEAKERS
from tts.vocabulary import codes_of, encode_text, prompt

LOST_WORD = 3
# Kinds measured when they are named, each by itself: what is said depends on the texts beside it.
APART = ["sentence", *INDIC]
REFERENCE = ROOT / "tests/StreamServer.Tests/Tts/Reference"


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
            said = phones.phone_sequence(codes_of(ids))
            out[i] = [phones.PHONE_ID[p] for p in said], len(ids) < limit
    return out


def held_out_passages(shortest, longest, kinds=()):
    """Held-out sentences joined to texts of so many characters, voice after voice: in English, or of each language named."""
    flite, out = Flite(audio=False), []
    for language in [kind for kind in kinds if kind in INDIC] or ["long"]:
        mixed = indic_texts(language) if language in INDIC else [with_end(t) for kind in held_out().values() for t in kind]
        pronouncer = Pronouncer(INDIC[language][0]) if language in INDIC else None
        random.Random(17).shuffle(mixed)
        for i, text in enumerate(passages(mixed, shortest, longest)):
            voice = SPEAKERS[i % len(SPEAKERS)]
            said = say_foreign(flite, pronouncer, voice.base, text) if pronouncer else flite.say(voice.base, text, aligned=False)
            out.append(reference(language, text, voice, said))
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lm", nargs="+", default=["../tiny/tts/model.onnx"], help="checkpoints or exported files")
    parser.add_argument("--kinds", nargs="*", help="only these kinds; sentence, hindi and telugu only when named here")
    parser.add_argument("--passages", nargs=2, type=int, metavar=("SHORTEST", "LONGEST"), help="instead: held-out sentences joined to so many characters")
    parser.add_argument("--limit", type=int, default=1000, help="texts of each kind")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--temperature", type=float, default=.8)
    parser.add_argument("--top-k", type=int, default=25)
    parser.add_argument("--top-p", type=float, default=.9)
    args = parser.parse_args()
    torch.set_num_threads(1)
    read = lambda name: json.loads((REFERENCE / name).read_text())
    texts = held_out_passages(*args.passages, args.kinds or ()) if args.passages else [text for name in FILES.values() for text in read(name)]
    kinds = args.kinds or [kind for kind in dict.fromkeys(t["kind"] for t in texts) if kind not in APART]
    of_kind = {kind: [t for t in texts if t["kind"] == kind][:args.limit] for kind in kinds}
    groups = [[t for kind in kinds if kind not in APART for t in of_kind[kind]], *(of_kind[kind] for kind in kinds if kind in APART)]
    for path in args.lm:
        model, sums = language_model(path), {}
        for seed in range(args.seeds):
            sampling = dict(temperature=args.temperature, top_k=args.top_k, top_p=args.top_p)
            for text, (spoken, ended) in (said for group in groups for said in zip(group, speak(model, group, 1000 * seed + 1, sampling))):
                errors, missing, added = difference(text["phones"], spoken)
                joint = {text["kind"]} if text["kind"] in ("long", *APART) else {text["kind"], "usual", text["voice"]}
                for kind in joint:
                    sums[kind] = [a + b for a, b in zip(sums.get(kind, [0] * 4), (errors, len(text["phones"]), missing >= LOST_WORD or added >= LOST_WORD or not ended, 1))]
        print(path)
        for kind, (errors, size, lost, number) in sums.items():
            print(f"  {kind:10s} {100 * errors / size:5.2f} % of {size} phones, a word lost or said again in {lost} of {number} texts", flush=True)


if __name__ == "__main__":
    main()

"""Writes what flite's voices say of held-out texts: the phones that the language model's speech is compared with.

[{"kind", "text", "voice": name in the manifest, "phones": [numbers of phones.PHONES]}]. 200 sentences, voice after voice:
everyday ones, open vocabulary, numbers and names; and passages of 150 to 220 characters in one go ("long"). None is in the
training text; numbers and names come from the training's frames, other ones of them.
"""
import argparse
import json
import pathlib
import random

from speech.flite import Flite
from text import numbers
from text.corpus import held_out, normalised

from . import phones
from .speakers import SPEAKERS

NAMES = ("Oliver Amelia Harrison Beatrice Montgomery Florence Sebastian Penelope Theodore Josephine Leonard Rosalind Gilbert Harriet Winston Matilda "
         "Lisbon Toronto Nairobi Vienna Madrid Dublin Boston Geneva").split()
FRAMES = ["My name is {a} {b}.", "{a} and {b} live in {c}.", "Please call {a} {b} tomorrow.", "We travelled from {c} to {d} with {a}.",
          "Have you met {b}, the sister of {a}?", "A letter from {a} {b} in {c} arrived."]


def with_end(text):
    return text[0].upper() + text[1:] + ("" if text[-1] in ".?!" else ".")


def passages(sentences, shortest=150, longest=220):
    text = ""
    for s in sentences:
        if len(text) + 1 + len(s) > longest:
            if len(text) >= shortest:
                yield text
            text = ""
        text = f"{text} {s}".strip()


def texts(rng, trained):
    held = {kind: [with_end(t) for t in sentences] for kind, sentences in held_out().items()}
    for kind in ("everyday", "roundtrip", "open"):
        yield from ((kind, t) for t in held[kind])

    def fresh(kind, make, count):
        made = []
        while len(made) < count:
            text = make()
            if normalised(text) not in trained and text not in made and len(text) < 90:
                made.append(text)
        return [(kind, t) for t in made]
    yield from fresh("number", lambda: with_end(numbers.number_sentence(rng)), 35)

    def with_names():
        a, b = rng.sample(NAMES[:16], 2)
        c, d = rng.sample(NAMES[16:], 2)
        return rng.choice(FRAMES).format(a=a, b=b, c=c, d=d)
    yield from fresh("name", with_names, 35)
    mixed = [t for kind in ("everyday", "roundtrip", "open") for t in held[kind]]
    rng.shuffle(mixed)
    yield from (("long", t) for t in passages(mixed))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--text", default="build/text.json")
    parser.add_argument("--out", default="../../tests/StreamServer.Tests/Tts/Reference/phones.json", type=pathlib.Path)
    args = parser.parse_args()
    trained = {normalised(t) for kind in json.loads(pathlib.Path(args.text).read_text())["train"].values() for t in kind}
    flite, out = Flite(audio=False), []
    for index, (kind, text) in enumerate(texts(random.Random(17), trained)):
        speaker = SPEAKERS[index % len(SPEAKERS)]
        codes, _ = phones.encode(phones.frames(flite.say(speaker.base, text, aligned=False)), speaker.base)
        out.append(dict(kind=kind, text=text, voice=speaker.name, phones=[phones.PHONE_ID[p] for p in phones.phone_sequence(codes)]))
    args.out.write_text("[\n" + ",\n".join(json.dumps(e, separators=(",", ":")) for e in out) + "\n]\n")
    kinds = [e["kind"] for e in out]
    print({k: kinds.count(k) for k in dict.fromkeys(kinds)})


if __name__ == "__main__":
    main()

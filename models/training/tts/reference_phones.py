"""Writes what flite's voices say of held-out texts: the phones that the language model's speech is compared with.

[{"kind", "text", "voice": name in the manifest, "phones": [numbers of phones.PHONES]}]. 200 sentences, voice after voice:
everyday ones, open vocabulary, numbers and names; and passages of 150 to 220 characters in one go ("long"). None is in the
training text; numbers and names come from the training's frames, other ones of them. The long sentences of evaluation/long.txt, and those
of hindi.txt and telugu.txt, go into files of their own: sentence-phones.json, indic-phones.json.
"""
import argparse
import json
import pathlib
import random
import unicodedata

from speech.flite import Flite
from text import numbers
from text.corpus import LONG_HELD_OUT, held_out, lines, normalised
from text.indic_phones import Pronouncer

from . import phones
from .lm_data import say_foreign
from .speakers import SPEAKERS

FILES = {"english": "phones.json", "sentence": "sentence-phones.json", "indic": "indic-phones.json"}
INDIC = {"hindi": ("hi", "\u0964"), "telugu": ("te", ".")}
EVALUATION = pathlib.Path(__file__).resolve().parents[1] / "evaluation"

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


def reference(kind, text, speaker, utterance):
    codes, _ = phones.encode(phones.frames(utterance), speaker.base)
    return dict(kind=kind, text=text, voice=speaker.name, phones=[phones.PHONE_ID[p] for p in phones.phone_sequence(codes)])


def in_turn(texts, flite):
    """texts: [(kind, text)]; voice after voice."""
    for index, (kind, text) in enumerate(texts):
        speaker = SPEAKERS[index % len(SPEAKERS)]
        yield reference(kind, text, speaker, flite.say(speaker.base, text, aligned=False))


def indic_texts(kind):
    return [unicodedata.normalize("NFC", line) + INDIC[kind][1] for line in (EVALUATION / f"{kind}.txt").read_text().splitlines()]


def indic_sentences(kind, flite):
    """What flite is given is espeak-ng's pronunciation (text/indic_phones.py)."""
    pronouncer = Pronouncer(INDIC[kind][0])
    for index, text in enumerate(indic_texts(kind)):
        speaker = SPEAKERS[index % len(SPEAKERS)]
        yield reference(kind, text, speaker, say_foreign(flite, pronouncer, speaker.base, text))


def write(path, entries):
    path.write_text("[\n" + ",\n".join(json.dumps(e, ensure_ascii=False, separators=(",", ":")) for e in entries) + "\n]\n")
    kinds = [e["kind"] for e in entries]
    print(path, {k: kinds.count(k) for k in dict.fromkeys(kinds)})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--text", default="build/text.json")
    parser.add_argument("--out", default="../../tests/StreamServer.Tests/Tts/Reference", type=pathlib.Path)
    parser.add_argument("--only", choices=[*FILES], help="one of the files")
    args = parser.parse_args()
    flite = Flite(audio=False)
    for name in [args.only] if args.only else FILES:
        if name == "english":
            trained = {normalised(t) for kind in json.loads(pathlib.Path(args.text).read_text())["train"].values() for t in kind}
            entries = [*in_turn(texts(random.Random(17), trained), flite)]
        elif name == "sentence":
            entries = [*in_turn((("sentence", with_end(t)) for t in lines(LONG_HELD_OUT)), flite)]
        else:
            entries = [entry for kind in INDIC for entry in indic_sentences(kind, flite)]
        write(args.out / FILES[name], entries)


if __name__ == "__main__":
    main()

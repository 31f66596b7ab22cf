"""Training data of the language model: text, codes and, for each code, the character it stands for.

flite's phones and times are exact labels, so no audio is made. Sentences are joined up to 230 characters, since the
server sends whole paragraphs cut at sentence ends; or linked to one long sentence, in which no pause helps to find the place.
Some say most of their words again: what was just said then tells not where in the text the speech is, and a model that looks
for its place by that alone jumps.

Hindi and Telugu are said by the same voices, in the phones of text/indic_phones.py. There are few phrases of either, so half of
the sentences are words in any order: of a dictionary, of the phrases, of numbers, and made up of seldom letters.
"""
import argparse
import collections
import itertools
import json
import pathlib
import random
import re
import time
import unicodedata

import numpy as np

from speech.flite import Flite
from text.indic_phones import Pronouncer
from text.indic_syllables import MadeUp

from . import phones
from .vocabulary import FIRST_CODE, INDIC, encode_text

KINDS = {"everyday": .28, "greeting": .06, "fortune": .12, "wordnet": .17, "dictionary": .11, "number": .08, "name": .06, "words": .12}
VOICES = [.24, .24, .24, .28]
LONGEST_TEXT, LONGEST_SPEECH = 230, 900
ENDS = ".?!\u0964"
ECHOED = .4
# So many of the texts are one sentence of many clauses.
LINKED = .4
QUESTION = ("what who where when why how which is are was were do does did can could will would shall should may have has am").split()


class Texts:
    LONG, ALIKE = .15, .2
    JOINTS = [".", ",", ",", " and"]
    LINKS = ("and and and and but or so because because that that that which which who whose where when when while if unless until before after "
             "although as than since though whether why how with of for to from in on at by about without").split()
    BETWEEN = "the of|of|the|and|in|that|to|a|was|with|for|on|at|is|by|of the|in the|that the|to the|for the|on the|at the".split("|")

    def __init__(self, path, rng):
        text = json.loads(pathlib.Path(path).read_text())
        self.texts, self.rng, self.common, self.with_letters = text["train"], rng, text["common"][:6000], collections.defaultdict(list)
        for word in self.common:
            for at in range(len(word) - 2):
                self.with_letters[word[at:at + 3]].append(word)

    def alike(self):
        """Words in any order, each with three letters in a row that one shortly before has too: "most of the lost"."""
        rng, said = self.rng, [self.rng.choice(self.common)]
        for _ in range(rng.randint(3, 9)):
            if rng.random() < .35:
                said.append(rng.choice(self.BETWEEN))
            before = rng.choice([word for word in said[-5:] if len(word) > 2] or ["the"])
            at = rng.randint(0, len(before) - 3)
            said.append(rng.choice(self.with_letters[before[at:at + 3]] or self.common))
        return " ".join(said)

    def sentence(self):
        rng = self.rng
        text = rng.choice(self.texts[rng.choices(list(KINDS), list(KINDS.values()))[0]]).strip(" ,")
        if text[-1] not in ".?!":
            mark = "?" if text.lower().split()[0] in QUESTION and rng.random() < .8 else "."
            text += mark if rng.random() < .75 else "!" if rng.random() < .15 else ""
        return text

    def passage(self):
        """One sentence, or several up to a length drawn at random."""
        rng = self.rng
        linked = rng.random() < LINKED
        text = self.clause() if linked else self.sentence()
        if not linked and rng.random() < .6:
            return text
        goal, said = rng.randint(120 if linked else 70, LONGEST_TEXT), [text]
        echoing = rng.random() < ECHOED
        while True:
            mark = f" {rng.choice(self.LINKS)}" if linked else "" if text[-1] in ENDS else rng.choice(self.JOINTS)
            said.append(self.echo(rng.choice(said)) if echoing and rng.random() < .7 else self.clause() if linked else self.sentence())
            longer = f"{text}{mark} {said[-1]}"
            if len(longer) > goal:
                return text
            text = longer

    def clause(self):
        """A part of a long sentence: no end, seldom a comma."""
        kind = self.rng.random()
        text = self.rng.choice(self.texts["long"]) if kind < self.LONG else self.alike() if kind < self.LONG + self.ALIKE else self.sentence()
        return (text if self.rng.random() < .1 else text.replace(",", "")).rstrip(ENDS) or text

    def echo(self, sentence):
        """The sentence with one to three of its words in a row changed for some of another, or gone."""
        rng, words, other = self.rng, sentence.split(), self.sentence().rstrip(ENDS).split()
        at, put = rng.randrange(len(words)), rng.randrange(len(other))
        return " ".join(words[:at] + other[put:put + rng.randint(0, 3)] + words[at + rng.randint(1, 3):]) or sentence


class IndicTexts(Texts):
    """Phrases as they are, and words in any order; what holds a word too misspelt to be read is left out."""
    MADE_UP, NUMBERS, LISTED, LONG, ALIKE = 1 / 12, 1 / 12, 2 / 3, 0, 0
    MARKS = {"hi": {"\u0964": .45, ".": .2, "?": .15, "": .2}, "te": {".": .6, "?": .15, "": .25}}
    JOINTS_OF = {"hi": ["\u0964", ".", ",", ",", " \u0914\u0930"], "te": [".", ",", ",", " \u0c2e\u0c30\u0c3f\u0c2f\u0c41"]}
    LINKS_OF = {"hi": "और कि जो क्योंकि जब लेकिन तो या अगर".split(), "te": "మరియు కానీ ఎందుకంటే అప్పుడు లేదా అయితే అని".split()}

    def __init__(self, path, rng, language, pronouncer):
        super().__init__(path, rng)
        self.phrases, self.listed, self.numbers = (
            [t for t in (unicodedata.normalize("NFC", t) for t in self.texts.get(kind, []))
             if set(t) <= set(INDIC + [" ", ","]) and all(pronouncer.phones(w) for w in re.findall("[^ ,]+", t))]
            for kind in (language, f"{language} words", f"{language} numbers"))
        count = collections.Counter(w for p in self.phrases for w in re.findall("[^ ,]+", p))
        self.words, self.weights = list(count), list(itertools.accumulate(n ** .5 for n in count.values()))
        self.marks, self.JOINTS, self.LINKS, self.made_up = self.MARKS[language], self.JOINTS_OF[language], self.LINKS_OF[language], MadeUp(rng, language, pronouncer, INDIC)

    def word(self):
        rng, kind = self.rng, self.rng.random()
        if kind < self.MADE_UP:
            return self.made_up.word()
        if self.numbers and kind < self.MADE_UP + self.NUMBERS:
            return rng.choice(self.numbers)
        if self.listed and rng.random() < self.LISTED:
            return rng.choice(self.listed)
        return rng.choices(self.words, cum_weights=self.weights)[0]

    def sentence(self):
        rng = self.rng
        if rng.random() < .5:
            text = rng.choice(self.phrases).strip(" ,")
        else:
            text = " ".join(self.word() + ("," if rng.random() < .08 else "") for _ in range(rng.randint(2, 8))).rstrip(",")
        return text + rng.choices(list(self.marks), list(self.marks.values()))[0]


def say_foreign(flite, pronouncer, voice, text):
    """An Utterance of Hindi or Telugu in one of flite's voices."""
    found = list(re.finditer(rf"([^ ,{ENDS}]+)([,{ENDS}]*)", text))
    words = [(pronouncer.phones(m[1]), m[2][:1].replace("\u0964", ".")) for m in found]
    return flite.say_phones(voice, text, words, [m.span(1) for m in found]) if all(said for said, _ in words) else None


def example(flite, voice, text, pronouncer=None):
    """(text ids, code ids, character position of each code or -1), or None. pronouncer: of a text not in English."""
    utterance = say_foreign(flite, pronouncer, voice, text) if pronouncer else flite.say(voice, text)
    if utterance is None:
        return None
    segments = phones.frames(utterance)
    codes, segment = phones.encode(segments, voice)
    in_word = collections.Counter(s[4] for s in segments if s[4] >= 0)
    seen, centres = collections.Counter(), []
    for s in segments:
        if s[4] < 0:
            centres.append(-1.)
            continue
        first, last = utterance.spans[s[4]]
        centres.append(first + (seen[s[4]] + .5) / in_word[s[4]] * (last - first) - .5)
        seen[s[4]] += 1
    return np.array(encode_text(text), np.int16), (codes + FIRST_CODE).astype(np.int16), np.array(centres, np.float16)[segment]


def write_shard(path, examples):
    """examples: [(text ids, code ids, centres, voice)], or of rollouts.py [(text ids, code ids, centres, speaker, first code to learn)]."""
    part = path.with_suffix(".part.npz")
    np.savez(part, text=np.concatenate([e[0] for e in examples]), code=np.concatenate([e[1] for e in examples]), centre=np.concatenate([e[2] for e in examples]),
             lengths=np.array([(len(e[0]), len(e[1]), *e[3:]) for e in examples], np.int32))
    part.rename(path)


def read_shard(path):
    """What write_shard was given."""
    z = np.load(path)
    text, code, centre = z["text"], z["code"], z["centre"]
    out, t, c = [], 0, 0
    for n_text, n_code, *rest in z["lengths"].tolist():
        out.append((text[t:t + n_text], code[c:c + n_code], centre[c:c + n_code], *rest))
        t, c = t + n_text, c + n_code
    return out


def texts_of(language, path, rng):
    """-> Texts, who pronounces them (None: flite itself), start of the names of their shards."""
    if language == "en":
        return Texts(path, rng), None, ""
    pronouncer = Pronouncer(language)
    return IndicTexts(path, rng, language, pronouncer), pronouncer, f"{language}-"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", default="build/text.json")
    parser.add_argument("--out", default="build/lm")
    parser.add_argument("--language", default="en", choices=["en", "hi", "te"])
    parser.add_argument("--count", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    rng, flite, out = random.Random(args.seed), Flite(audio=False), pathlib.Path(args.out)
    texts, pronouncer, prefix = texts_of(args.language, args.text, rng)
    examples, made, skipped, started = [], 0, 0, time.time()
    out.mkdir(parents=True, exist_ok=True)
    while made < args.count:
        voice, text = rng.choices(range(4), VOICES)[0], texts.passage()
        e = example(flite, voice, text, pronouncer)
        if e is None or len(e[1]) > LONGEST_SPEECH:
            skipped += 1
            continue
        examples.append((*e, voice))
        made += 1
        if len(examples) == 2000 or made == args.count:
            write_shard(out / f"{prefix}{args.seed:02d}-{made // 2000:04d}.npz", examples)
            print(f"{made} made, {skipped} skipped, {time.time() - started:.0f} s, mean {np.mean([len(e[0]) for e in examples]):.0f} characters, "
                  f"{np.mean([len(e[1]) for e in examples]):.0f} codes", flush=True)
            examples = []


if __name__ == "__main__":
    main()

"""All training text, from Debian packages and from frames: build/text.json.

Sentences hold only letters and , . ? ! ' ; everything else is spelled out. No training sentence equals a held-out
sentence or shares six words in a row with one.
"""
import argparse
import collections
import glob
import json
import pathlib
import random
import re

from . import indic, numbers
from .everyday import WORDS, Everyday

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
HELD_OUT = {
    "everyday": HERE.parent / "evaluation/everyday.txt",
    "roundtrip": ROOT / "tests/StreamServer.FunctionalTests/RoundTrip/sentences.txt",
    "open": HERE.parent / "evaluation/open.txt"}
LONG_HELD_OUT = HERE.parent / "evaluation/long.txt"
SHORT, LONG = (120, 22), (230, 45)
OPENERS = ("hello|hello there|hello everyone|hi|hi there|hey|good morning|good afternoon|good evening|welcome|welcome back|thanks|thank you|"
           "thank you very much|okay|all right|well|yes|no|please|excuse me|sorry|goodbye|good night").split("|")
LETTERS = "bcdefghjklmnopqrstuvwxyz"


def normalised(text):
    """Lower case words only: what the recogniser is asked to write and what held-out texts are compared by."""
    return re.sub(r"\s+", " ", re.sub(rf"[^a-z'{''.join(indic.SCRIPTS.values())} ]", " ", text.lower())).strip()


def held_out():
    return {name: lines(path) for name, path in HELD_OUT.items()}


def lines(path):
    return [line.strip() for line in path.read_text().splitlines() if line.strip()]


class HeldOut:
    """Tells whether a text may be trained on."""

    def __init__(self, length=6):
        self.length, self.whole, self.runs = length, set(), set()
        for sentences in [*held_out().values(), lines(LONG_HELD_OUT)]:
            for text in map(normalised, sentences):
                self.whole.add(text)
                self.runs.update(self._runs(text))

    def _runs(self, text):
        words = text.split()
        return {" ".join(words[i:i + self.length]) for i in range(len(words) - self.length + 1)}

    def allows(self, text):
        text = normalised(text)
        return text not in self.whole and self.runs.isdisjoint(self._runs(text))


def within(sentence, limit):
    """limit: characters, words."""
    return len(sentence) <= limit[0] and len(sentence.split()) <= limit[1]


def plain_sentences(text, words):
    """Sentences of prose whose every word is in `words`."""
    text = re.sub(r"\s+", " ", text.replace("’", "'").replace("`", "'"))
    for s in re.split(r"(?<=[.!?;:])\s+|\s--\s|[()\"\[\]{}<>]", text):
        s = re.sub(r"\s*-+\s*", " ", s.strip().rstrip(";:,-"))
        s = re.sub(r"([.,?!])[.,?!]+", r"\1", s)
        if not re.fullmatch(r"[A-Za-z ,.'?!]+", s) or len(s.split()) < 3 or not within(s, LONG) or re.search(r"\b[A-Z]{2,}\b", s):
            continue
        found = re.findall(r"[a-z']+", s.lower())
        if all(w.strip("'") in words and (len(w) > 1 or w in ("a", "i")) for w in found):
            yield s


def wordnet_examples(words):
    for name in ("noun", "verb", "adj", "adv"):
        for line in open(f"/usr/share/wordnet/data.{name}", errors="ignore"):
            if not line.startswith("  "):
                for quote in re.findall(r'"([^"]+)"', line.split("|", 1)[-1]):
                    yield from plain_sentences(quote, words)


def wordnet_definitions(words):
    for name in ("noun", "verb", "adj", "adv"):
        for line in open(f"/usr/share/wordnet/data.{name}", errors="ignore"):
            if not line.startswith("  "):
                yield from plain_sentences(re.sub(r'"[^"]*"|\([^)]*\)', "", line.split("|", 1)[-1]).strip(" ;\n"), words)


def dictionary_examples(words):
    """Example sentences of Debian's German-English dictionary: the English half, whole sentences only."""
    for line in open("/usr/share/trans/de-en", errors="ignore"):
        for part in line.split("::", 1)[-1].split("|"):
            for s in re.sub(r"[\[(][^\])]*[\])]", "", part).split(";"):
                s = s.strip()
                if re.match(r"[A-Z]", s) and s[-1] in ".?!" and "/" not in s:
                    yield from plain_sentences(s, words)


def fortunes(words):
    for path in sorted(glob.glob("/usr/share/games/fortunes/*")):
        if "." not in path.rsplit("/", 1)[-1]:
            yield from plain_sentences(open(path, errors="ignore").read().replace("%", " . "), words)


def build(seed, everyday_count, salad_count, indic_folders):
    rng = random.Random(seed)
    listed = [w.strip() for w in open("/usr/share/dict/words", errors="ignore")]
    words = {w.lower() for w in listed if re.fullmatch(r"[A-Za-z]+('[a-z]+)?", w)} | {"i'm", "i'll", "i've", "i'd"}
    names = [w.lower() for w in listed if re.fullmatch(r"[A-Z][a-z]{2,10}", w)]
    held, out = HeldOut(), {}
    keep = lambda texts: [s for s in dict.fromkeys(texts) if held.allows(s)]

    everyday = Everyday(rng)
    out["everyday"] = keep(s for s in (everyday.sentence() for _ in range(everyday_count)) if len(s.split()) <= 16)
    out["greeting"] = keep(rng.choice(OPENERS) + rng.choice([", ", " ", ". "]) + s for s in rng.sample(out["everyday"], everyday_count // 12) if len(s.split()) < 9)
    of_length = lambda texts: ([s for s in texts if within(s, SHORT)], [s for s in texts if not within(s, SHORT)])
    out["long"] = []
    for kind, found in (("fortune", fortunes), ("wordnet", wordnet_examples), ("dictionary", dictionary_examples)):
        out[kind], long = of_length(keep(found(words)))
        out["long"] += long
    known = {w for w, n in collections.Counter(w for k in ("fortune", "wordnet", "dictionary", "everyday") for s in out[k] for w in normalised(s).split()).items() if n > 2}
    out["gloss"], long = of_length(keep(s for s in wordnet_definitions(words) if known.issuperset(normalised(s).split())))
    out["long"] += long
    out["number"] = keep(numbers.number_sentence(rng) for _ in range(everyday_count // 6))
    def with_names():
        text = rng.choice(["my name is {n}", "{n} and {n} live in {n}", "this is {n} speaking", "please call {n} {n}", "have you met {n} {n}", "{n} said hello to {n}",
                           "a letter from {n} {n}", "{n} was born in {n}", "we travelled from {n} to {n}", "{n}, {n} and {n}", "ask {n} about it", "dear {n} {n}",
                           "spell it {l} {l} {l}", "gate {l} {u}", "flight {l} {l} {u} {u}", "{n}'s house is near {n}"])
        text = re.sub(r"\{n\}", lambda _: rng.choice(names if rng.random() < .7 else WORDS["names"]), text)
        return re.sub(r"\{[lu]\}", lambda m: rng.choice(LETTERS) if m.group(0) == "{l}" else rng.choice(numbers.ONES[:13]), text)
    out["name"] = keep(with_names() for _ in range(everyday_count // 6))

    count = collections.Counter(w for k in ("fortune", "wordnet", "dictionary", "everyday") for s in out[k] for w in normalised(s).split())
    common = [w for w in count if len(w) > 1 and w in words]
    weights = [count[w] ** .5 for w in common]
    rare = [w for w in words if 2 < len(w) < 12]
    rare.sort()
    def salad():
        picked = [w if rng.random() < .7 else rng.choice(rare) for w in rng.choices(common, weights, k=rng.randint(2, 9))]
        return " ".join(w + ("," if rng.random() < .08 else "") for w in picked).rstrip(",")
    out["words"] = keep(salad() for _ in range(salad_count))
    for texts in out.values():
        rng.shuffle(texts)
    return with_indic({"train": out, "held": {}, "common": [w for w, n in count.most_common(12000)]}, indic_folders)


def with_indic(text, folders):
    """The text with Hindi and Telugu phrases, words and words of numbers added; what it holds out of these stays held out."""
    for language in indic.SCRIPTS:
        phrases = [*dict.fromkeys([*text["train"].get(language, []), *indic.messages(language, folders)])]
        text["train"][language], text["held"][language] = indic.split(phrases, 100, text["held"].get(language, ()))
        text["train"][f"{language} words"], text["train"][f"{language} numbers"] = indic.words(language, folders), indic.numbers(language)
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", default="build/text.json")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--everyday", type=int, default=90_000)
    parser.add_argument("--salad", type=int, default=50_000)
    parser.add_argument("--indic", nargs="*", default=["/", "build/locale"], help="roots of packages with Hindi and Telugu")
    parser.add_argument("--onto", help="a text.json to take everything else from")
    args = parser.parse_args()
    text = with_indic(json.loads(pathlib.Path(args.onto).read_text()), args.indic) if args.onto else build(args.seed, args.everyday, args.salad, args.indic)
    pathlib.Path(args.out).parent.mkdir(parents=True, exist_ok=True)
    pathlib.Path(args.out).write_text(json.dumps(text))
    for name, sentences in text["train"].items():
        print(f"{name}: {len(sentences)}, for example: {' / '.join(sentences[:3])}")
    print(len({w for t in text["train"].values() for s in t for w in normalised(s).split()}), "different words")


if __name__ == "__main__":
    main()

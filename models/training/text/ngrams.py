"""A word trigram model in ARPA format for the recogniser's beam: absolute discounting, interpolated, lower orders from the
number of different words seen before, as Kneser and Ney have it. Rare n-grams are left out, their share backs off.
"""
import argparse
import collections
import json
import math
import pathlib
import re

from .corpus import HeldOut, normalised

DISCOUNT = .75
# Of a word that is not in the list: far less than of any other, or every misspelling would be one.
UNLISTED = 1e-7
# Sentences from frames are many and alike, so only a part of them is counted; salad of words teaches no order.
SHARES = {"everyday": .4, "greeting": .4, "fortune": 1, "wordnet": 1, "dictionary": 1, "gloss": 1, "number": 1, "name": .5}
BEGIN, END, UNKNOWN = "<s>", "</s>", "<unk>"


def phrases():
    """Every English phrase of Debian's German-English dictionary, whole sentences or not."""
    for line in open("/usr/share/trans/de-en", errors="ignore"):
        if not line.startswith("#"):
            for part in re.split(r"[|;]", re.sub(r"\[[^\]]*\]|\([^)]*\)|\{[^}]*\}|<[^>]*>|/[^/]*/", "", line.split("::", 1)[-1])):
                if re.fullmatch(r"[A-Za-z ,.'?!-]+", part.strip()):
                    yield part.replace("-", " ")


def sentences(path):
    text, held = json.loads(pathlib.Path(path).read_text())["train"], HeldOut()
    for kind, share in SHARES.items():
        for sentence in text[kind][:int(len(text[kind]) * share)]:
            yield normalised(sentence).split()
    for phrase in dict.fromkeys(phrases()):
        words = normalised(phrase).split()
        if len(words) > 1 and held.allows(" ".join(words)):
            yield words


class Counts:
    def __init__(self, lines, words):
        self.grams = [None, collections.Counter(), collections.Counter(), collections.Counter()]
        for line in lines:
            known = [BEGIN, *(w if w in words else UNKNOWN for w in line), END]
            self.grams[1].update(known)
            self.grams[2].update(zip(known, known[1:]))
            self.grams[3].update(zip(known, known[1:], known[2:]))


def model(lines, words, least, most):
    """-> three lists of (log10 probability, n-gram, log10 of the back-off weight). least, most: of bigrams, trigrams."""
    counts = Counts(lines, words)
    _, _, pairs, triples = counts.grams
    before = collections.Counter(b for _, b in pairs)
    total = sum(before.values()) + len(words) * .3
    one = {w: (before[w] + .3) / total for w in [*words, END]} | {UNKNOWN: UNLISTED}

    def kept(grams, at_least, at_most):
        known = [g for g, n in grams.items() if n >= at_least and UNKNOWN not in g]
        return set(sorted(known, key=lambda g: (-grams[g], g))[:at_most])
    kept_pairs, kept_triples = kept(pairs, least[0], most[0]), kept(triples, least[1], most[1])
    kept_pairs |= {g[:2] for g in kept_triples} | {g[1:] for g in kept_triples}
    # Pairs as histories of triples are counted as they are, pairs below triples by what stands before them.
    seen = collections.Counter(h for h, _ in pairs.elements())
    seen_pair = collections.Counter()
    for (a, b, _), n in triples.items():
        seen_pair[a, b] += n
    left, left_pair = collections.defaultdict(lambda: 1.), collections.defaultdict(lambda: 1.)
    for a, b in kept_pairs:
        left[a] -= (pairs[a, b] - DISCOUNT) / seen[a]
    for a, b, c in kept_triples:
        left_pair[a, b] -= (triples[a, b, c] - DISCOUNT) / seen_pair[a, b]
    two = {(a, b): (pairs[a, b] - DISCOUNT) / seen[a] + left[a] * one[b] for a, b in kept_pairs}
    three = {(a, b, c): (triples[a, b, c] - DISCOUNT) / seen_pair[a, b] + left_pair[a, b] * two[b, c] for a, b, c in kept_triples}
    log = lambda p: math.log10(max(p, 1e-9))
    histories, pair_histories = {a for a, _ in kept_pairs}, {(a, b) for a, b, _ in kept_triples}
    return ([(-99, BEGIN, log(left[BEGIN]))] + [(log(p), w, log(left[w]) if w in histories else None) for w, p in sorted(one.items())],
            [(log(p), " ".join(g), log(left_pair[g]) if g in pair_histories else None) for g, p in sorted(two.items())],
            [(log(p), " ".join(g), None) for g, p in sorted(three.items())])


def write(path, orders):
    with open(path, "w") as file:
        file.write("\\data\\\n" + "".join(f"ngram {i}={len(grams)}\n" for i, grams in enumerate(orders, 1)))
        for i, grams in enumerate(orders, 1):
            file.write(f"\n\\{i}-grams:\n")
            for p, gram, backoff in grams:
                file.write(f"{p:.2f}\t{gram}" + (f"\t{backoff:.2f}" if backoff is not None else "") + "\n")
        file.write("\n\\end\\\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", default="build/text.json")
    parser.add_argument("--out", default="../tiny/stt/lm.arpa", type=pathlib.Path)
    parser.add_argument("--least", type=int, nargs=2, default=[2, 2], help="occurrences of a bigram, a trigram")
    parser.add_argument("--most", type=int, nargs=2, default=[220_000, 180_000])
    args = parser.parse_args()
    lines = list(sentences(args.text))
    count = collections.Counter(w for line in lines for w in line)
    listed = {w.strip().lower() for w in open("/usr/share/dict/words", errors="ignore")}
    words = {w for w, n in count.items() if re.fullmatch("[a-z]+('[a-z]+)?", w) and (n > 2 or n > 1 and w in listed)}
    orders = model(lines, words, args.least, args.most)
    write(args.out, orders)
    print(f"{len(lines)} lines, {sum(count.values())} words; {[len(o) for o in orders]} n-grams, {args.out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()

"""Learns the word pieces (tokens.txt, merges.json) by byte pair encoding on word counts that favour conversation; with
--add only Hindi's and Telugu's, put behind the tokens that are there, whose numbers stay."""
import argparse
import collections
import json
import pathlib

from text import indic
from text.corpus import normalised

from .pieces import HERE, SPACE

MERGES, INDIC_MERGES = 1300, 250
WEIGHTS = {"everyday": .5, "greeting": .04, "fortune": .18, "wordnet": .1, "dictionary": .1, "number": .05, "name": .03}
TAGS = ("<|zh|> <|en|> <|yue|> <|ja|> <|ko|> <|nospeech|> <|EMO_UNKNOWN|> <|NEUTRAL|> <|Speech|> <|Event_UNK|> <|BGM|> <|withitn|> <|woitn|>").split()


def merge(parts, a, b):
    out, i = [], 0
    while i < len(parts):
        if parts[i:i + 2] == [a, b]:
            out.append(a + b)
            i += 2
        else:
            out.append(parts[i])
            i += 1
    return out


def learn(counts, merges_count=MERGES):
    """-> merges in order, words as (pieces, weight)."""
    words = [([SPACE + w[0], *w[1:]], n) for w, n in counts.items()]
    pairs, where, merges = collections.Counter(), collections.defaultdict(set), []
    for i, (parts, n) in enumerate(words):
        for pair in zip(parts, parts[1:]):
            pairs[pair] += n
            where[pair].add(i)
    for _ in range(merges_count):
        (a, b), _n = max(pairs.items(), key=lambda item: (item[1], item[0]))
        merges.append((a, b))
        for i in list(where[a, b]):
            parts, n = words[i]
            for pair in zip(parts, parts[1:]):
                pairs[pair] -= n
            parts = merge(parts, a, b)
            words[i] = (parts, n)
            for pair in zip(parts, parts[1:]):
                pairs[pair] += n
                where[pair].add(i)
        pairs[a, b] = 0
    return merges, words


def add_indic(text, tokens, merges):
    """-> tokens and merges with both languages' tags, letters and pieces added."""
    for language in indic.SCRIPTS:
        counts = collections.Counter(w for s in text[language] for w in normalised(s).split())
        letters = sorted({c for w in counts for c in w})
        learnt, _ = learn(counts, INDIC_MERGES)
        tokens = list(dict.fromkeys([*tokens, f"<|{language}|>", *letters, *(SPACE + c for c in sorted({w[0] for w in counts})), *(a + b for a, b in learnt)]))
        merges = merges + [list(m) for m in learnt]
    return tokens, merges


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", default="build/text.json")
    parser.add_argument("--tokens", default=HERE.parents[1] / "tiny/stt/tokens.txt", type=pathlib.Path)
    parser.add_argument("--merges", default=HERE / "merges.json", type=pathlib.Path)
    parser.add_argument("--add", action="store_true")
    args = parser.parse_args()
    text, counts = json.loads(pathlib.Path(args.text).read_text())["train"], collections.Counter()
    if args.add:
        old = [line.rsplit(" ", 1)[0] for line in args.tokens.read_text().split("\n") if line]
        tokens, merges = add_indic(text, old, json.loads(args.merges.read_text()))
        args.tokens.write_text("".join(f"{t} {i}\n" for i, t in enumerate(tokens)))
        args.merges.write_text(json.dumps(merges))
        print(f"{len(old)} tokens, now {len(tokens)}")
        return
    for kind, weight in WEIGHTS.items():
        own = collections.Counter(w.strip("'") for s in text[kind] for w in normalised(s).split() if w.strip("'"))
        for word, n in own.items():
            counts[word] += weight * n / sum(own.values()) * 1e6
    merges, words = learn(counts)
    used = collections.Counter()
    for parts, n in words:
        for part in parts:
            used[part] += n
    letters = sorted({SPACE + chr(c) for c in range(97, 123)} | set("abcdefghijklmnopqrstuvwxyz'"))
    # Pieces that only other pieces are made of are left out; encode() spells them.
    pieces = [p for p in dict.fromkeys(letters + [a + b for a, b in merges]) if used[p] > 20 or len(p.strip(SPACE)) <= 1]
    tokens, merges = add_indic(text, ["<unk>", "<s>", "</s>", *pieces, *TAGS], merges)
    args.tokens.write_text("".join(f"{t} {i}\n" for i, t in enumerate(tokens)))
    args.merges.write_text(json.dumps(merges))
    print(f"{len(tokens)} tokens, {sum(len(p) * n for p, n in words) / sum(n for _, n in words):.2f} pieces a word")


if __name__ == "__main__":
    main()

"""Word pieces: byte pair merges over letters, a word starting with U+2581, and greedy reading of the network's output."""
import json
import pathlib

SPACE = "▁"
HERE = pathlib.Path(__file__).resolve().parent


class Pieces:
    def __init__(self, tokens=HERE.parents[1] / "tiny/stt/tokens.txt", merges=HERE / "merges.json"):
        self.tokens = [line.rsplit(" ", 1)[0] for line in pathlib.Path(tokens).read_text().split("\n") if line]
        self.id = {t: i for i, t in enumerate(self.tokens)}
        self.rank = {tuple(m): i for i, m in enumerate(json.loads(pathlib.Path(merges).read_text()))}
        self.cache = {}

    def _word(self, word):
        if word in self.cache:
            return self.cache[word]
        parts = [SPACE + word[0], *word[1:]]
        while len(parts) > 1:
            rank, at = min((self.rank.get(pair, 1e9), i) for i, pair in enumerate(zip(parts, parts[1:])))
            if rank >= 1e9:
                break
            pair, joined, i = (parts[at], parts[at + 1]), [], 0
            while i < len(parts):
                if tuple(parts[i:i + 2]) == pair:
                    joined.append(pair[0] + pair[1])
                    i += 2
                else:
                    joined.append(parts[i])
                    i += 1
            parts = joined
        out = []
        for part in parts:
            if part in self.id:
                out.append(self.id[part])
            else:
                out += [self.id[c] for c in ([part[:2], *part[2:]] if part[0] == SPACE else part)]
        self.cache[word] = out
        return out

    def covers(self, text):
        """Whether every letter has a token, at the place where it stands in its word."""
        return all(SPACE + w[0] in self.id and all(c in self.id for c in w[1:]) for w in (q.strip("'") for q in text.split()) if w)

    def encode(self, text):
        return [i for w in (q.strip("'") for q in text.split()) if w for i in self._word(w)]

    def read(self, best):
        """Text of the best token of each frame: repeats and blanks removed, tags left out."""
        kept, last = [], -1
        for i in best:
            if i != last and i != 0:
                kept.append(int(i))
            last = i
        return "".join(self.tokens[i] for i in kept if not self.tokens[i].startswith("<")).replace(SPACE, " ").strip()

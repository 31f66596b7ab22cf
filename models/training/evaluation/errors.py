"""Edit distance over words or phones."""


def distance(reference, heard):
    row = list(range(len(heard) + 1))
    for i, a in enumerate(reference):
        diagonal, row[0] = row[0], i + 1
        for j, b in enumerate(heard):
            diagonal, row[j + 1] = row[j + 1], min(row[j + 1] + 1, row[j] + 1, diagonal + (a != b))
    return row[-1]


class Errors:
    """Errors of many pairs, as a share of the reference's words."""

    def __init__(self):
        self.errors = self.words = self.exact = self.pairs = 0

    def add(self, reference, heard):
        d = distance(reference, heard)
        self.errors, self.words, self.exact, self.pairs = self.errors + d, self.words + len(reference), self.exact + (d == 0), self.pairs + 1
        return d

    def __iadd__(self, other):
        for name in ("errors", "words", "exact", "pairs"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self

    @property
    def percent(self):
        return 100 * self.errors / max(1, self.words)

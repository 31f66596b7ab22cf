"""Edit distance over words or phones."""


def distance(reference, heard):
    row = list(range(len(heard) + 1))
    for i, a in enumerate(reference):
        diagonal, row[0] = row[0], i + 1
        for j, b in enumerate(heard):
            diagonal, row[j + 1] = row[j + 1], min(row[j + 1] + 1, row[j] + 1, diagonal + (a != b))
    return row[-1]


def alignment(said, right):
    """The cheapest way from one list to the other: [(index or None, index or None)], a substitution before a missing before an added one."""
    rows = [list(range(len(said) + 1))]
    for i, a in enumerate(right):
        row = [i + 1]
        for j, b in enumerate(said):
            row.append(min(rows[-1][j] + (a != b), rows[-1][j + 1] + 1, row[j] + 1))
        rows.append(row)
    i, j, out = len(right), len(said), []
    while i or j:
        if i and j and rows[i][j] == rows[i - 1][j - 1] + (right[i - 1] != said[j - 1]):
            i, j = i - 1, j - 1
            out.append((j, i))
        elif i and rows[i][j] == rows[i - 1][j] + 1:
            i -= 1
            out.append((None, i))
        else:
            j -= 1
            out.append((j, None))
    return out[::-1]


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

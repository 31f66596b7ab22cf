"""Made-up words of Hindi and Telugu: syllables in which every letter and sign that espeak-ng reads is about as frequent as any other."""
import unicodedata

from .indic_phones import is_vowel

# Places in the block of Unicode, the same in both scripts.
PLACES = {"vowels": [*range(0x04, 0x15), 0x50, 0x60, 0x61], "consonants": [*range(0x15, 0x3a), *range(0x58, 0x60)], "signs": [*range(0x3e, 0x4d), 0x62, 0x63],
          "marks": [1, 2, 3, 0x3d]}
KA, AA, VIRAMA = 0x15, 0x3e, 0x4d
BLOCKS = {"hi": 0x900, "te": 0xc00}


class MadeUp:
    def __init__(self, rng, language, pronouncer, letters):
        self.rng, self.pronouncer = rng, pronouncer
        at = lambda place: chr(BLOCKS[language] + place)
        ka, kaa, self.virama = at(KA), at(KA) + at(AA), at(VIRAMA)
        def readable(kind, word, unread=()):
            found = [unicodedata.normalize("NFC", at(place)) for place in PLACES[kind] if at(place) in letters]
            return [letter for letter in found if pronouncer.phones(word(letter)) and pronouncer.phones(word(letter)) not in unread]
        # espeak-ng passes over some letters, takes others for a virama, and forgets the vowel of a consonant.
        self.vowels = readable("vowels", lambda v: v + kaa + kaa, [pronouncer.phones(kaa + kaa)])
        self.signs = readable("signs", lambda s: ka + s + ka, [pronouncer.phones(ka + ka), pronouncer.phones(ka + self.virama + ka)])
        self.consonants = [c for c in readable("consonants", lambda c: c + kaa) if sum(map(is_vowel, pronouncer.phones(c + kaa))) == 2]
        self.marks = readable("marks", lambda m: kaa + m + kaa)

    def _syllable(self, first):
        rng = self.rng
        if first and rng.random() < .3:
            return rng.choice(self.vowels)
        out = rng.choice(self.consonants) + (self.virama + rng.choice(self.consonants) if rng.random() < .2 else "")
        return out + (rng.choice(self.signs) if rng.random() < .75 else "") + (rng.choice(self.marks) if rng.random() < .08 else "")

    def word(self):
        while True:
            out = unicodedata.normalize("NFC", "".join(self._syllable(not i) for i in range(self.rng.randint(1, 4))))
            if len(out) > 1 and self.pronouncer.phones(out):
                return out

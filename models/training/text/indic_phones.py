"""Phones of Hindi and Telugu words in flite's English inventory: espeak-ng's, each as the nearest that flite's voices have.

What English has nowhere is left out: breath after a stop and h unless a vowel follows, length of consonants. Word by word, so that a
word is said alike in every sentence; espeak-ng leaves function words without stress even so.
"""
import ctypes
import re
import unicodedata

VOICES = {"hi": b"inc/hi", "te": b"dra/te"}
VOWELS = {
    "ə": "ax", "ʌ": "ah", "a": "ah", "aː": "aa", "ɪ": "ih", "i": "iy", "iː": "iy", "ʊ": "uh", "u": "uw", "uː": "uw",
    "e": "ey", "eː": "ey", "o": "ow", "oː": "ow", "ɛ": "eh", "ɛː": "ae", "ɔ": "ao", "ɔː": "ao", "aɪ": "ay", "aʊ": "aw",
    "əː": "aa", "ʌː": "aa", "ɪː": "iy", "ʊː": "uw"}
NASAL = {"ã": "aa", "ĩ": "ih", "ũ": "uh", "ẽː": "ey", "ẽ": "ey", "õ": "ow", "õː": "ow", "ɛ̃": "ae", "ɔ̃": "ao"}
SYLLABIC = {"hi": {"l̩": ("l", "ih"), "r̩": ("r", "ih")}, "te": {"l̩": ("l", "uh"), "r̩": ("r", "uh")}}
SHORT_OF_TELUGU = {"i": "ih", "u": "uh"}
# English words end in no short vowel of these.
LAST = {"ih": "iy", "uh": "uw"}
CONSONANTS = {
    "p": "p", "b": "b", "t": "t", "d": "dh", "ʈ": "t", "ɖ": "d", "k": "k", "q": "k", "x": "k", "ɡ": "g", "ɣ": "g", "c": "ch", "ɟ": "jh", "tʰ": "th",
    "dʰ": "dh hh", "f": "f", "s": "s", "z": "z", "ʃ": "sh", "ʂ": "sh", "ɕ": "sh", "h": "hh", "m": "m", "n": "n", "ɳ": "n", "ɲ": "n", "ŋ": "ng",
    "l": "l", "ɭ": "l", "r": "r", "ɾ": "r", "r.": "r", "ʋ": "v", "w": "w", "j": "y", "ʲ": "y"}
CONSONANTS |= {stop + "ʰ": f"{CONSONANTS[stop]} hh" for stop in ("p", "b", "ʈ", "ɖ", "k", "ɡ", "c", "ɟ", "r.")}
LABIAL, VELAR = ("p", "b", "m"), ("k", "g")
ANUSVARA = "\u0c02"
UTF8, IPA = 1, 2


class Pronouncer:
    def __init__(self, language):
        self.language, self.library, self.known = language, ctypes.CDLL("libespeak-ng.so.1"), {}
        self.library.espeak_Initialize(1, 0, None, 0)
        self.library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        self.library.espeak_TextToPhonemes.argtypes = [ctypes.POINTER(ctypes.c_char_p), ctypes.c_int, ctypes.c_int]

    def ipa(self, word):
        """espeak-ng's symbols with _ between them."""
        assert self.library.espeak_SetVoiceByName(VOICES[self.language]) == 0
        rest, out = ctypes.c_char_p(word.encode()), []
        while rest.value:
            out.append(self.library.espeak_TextToPhonemes(ctypes.byref(rest), UTF8, IPA | ord("_") << 8).decode().strip())
        return unicodedata.normalize("NFC", " ".join(out))

    def phones(self, word):
        """["n", "ax", "m", "ah1", ...]; None for a word so misspelt that espeak-ng names its signs."""
        if word not in self.known:
            ipa = self.ipa(word)
            self.known[word] = None if " " in ipa or "χ" in ipa else self._mapped(word, ipa)
        return self.known[word]

    def _mapped(self, word, ipa):
        out = []
        for symbol in re.split("_+", ipa.strip("_")):
            stress, symbol = "1" if symbol[0] == "ˈ" else "", re.sub("ːː+", "ː", symbol.lstrip("ˈˌ"))
            if self.language == "te" and symbol in SHORT_OF_TELUGU:
                out.append(SHORT_OF_TELUGU[symbol] + stress)
            elif symbol[:2] in SYLLABIC[self.language]:
                consonant, vowel = SYLLABIC[self.language][symbol[:2]]
                out += [consonant, vowel + stress]
            elif symbol in VOWELS:
                out.append(VOWELS[symbol] + stress)
            elif symbol in NASAL:
                out += [NASAL[symbol] + stress, "nasal"]
            else:
                out += self._consonant(symbol, word).split()
        return self._spoken(out, word)

    def _consonant(self, symbol, word):
        if self.language == "te" and symbol == "pʰ":
            return "f"
        half = symbol[:len(symbol) // 2]
        symbol = half if half * 2 == symbol else symbol.rstrip("ː")
        if symbol not in CONSONANTS:
            raise ValueError(f"{word}: espeak-ng says {symbol}, for which there is no phone")
        return CONSONANTS[symbol]

    def _spoken(self, phones, word):
        """Nasal vowels as vowel and nasal, and what follows from the neighbours."""
        out = []
        for i, phone in enumerate(phones):
            following = phones[i + 1] if i + 1 < len(phones) else ""
            vowel_next = is_vowel(following)
            if phone == "nasal" or phone == "n" and self.language == "te":
                phone = "m" if following in LABIAL or not following and word[-1] == ANUSVARA else "ng" if following in VELAR else "n"
            elif phone == "hh" and not vowel_next:
                continue
            elif phone in ("y", "w") and not vowel_next and out and is_vowel(out[-1]):
                if out[-1].rstrip("1") in ("iy", "ih", "ey", "ay"):
                    continue
                phone = {"y": "iy", "w": "uw"}[phone]
            elif phone.rstrip("1") in LAST and i + 1 + (following == "nasal") == len(phones):
                phone = LAST[phone.rstrip("1")] + phone[2:]
            if not out or is_vowel(phone) or out[-1] != phone:
                out.append(phone)
        return out


def is_vowel(phone):
    return phone != "" and phone[0] in "aeiou"

"""Hindi and Telugu text from Debian packages: translated messages without digits or Latin letters, and word lists.

Packages are looked for below any folder: / for installed ones, others for ones unpacked by dpkg -x.
"""
import gettext
import glob
import itertools
import json
import pathlib
import random
import re
import unicodedata
import zipfile

SCRIPTS = {"hi": "\u0900-\u0963\u0970-\u097f", "te": "\u0c00-\u0c65"}
LONGEST_WORDS = 12
CATALOGUES = ["usr/share/locale/{}/LC_MESSAGES/*.mo", "usr/lib/libreoffice/program/resource/{}/LC_MESSAGES/*.mo"]
LANGUAGE_PACKS = {"hi": "usr/lib/firefox-esr/browser/extensions/langpack-hi-IN@*.xpi", "te": "usr/lib/firefox-esr/browser/extensions/langpack-te@*.xpi"}
WORD_LISTS = {"hi": ("hunspell-hi", "usr/share/hunspell/hi_IN.dic"), "te": ("hunspell-te", "usr/share/hunspell/te_IN.dic")}
MOST_WORDS, WORD_LENGTHS = 20_000, range(2, 15)
NUMBERS = pathlib.Path(__file__).with_name("indic_numbers.json")
JOINERS = dict.fromkeys(map(ord, "\u200c\u200d"))


def language_of(text):
    """"hi" or "te" by script, "en" for any other text, "" for none."""
    for language, letters in SCRIPTS.items():
        if re.search(f"[{letters}]", text):
            return language
    return "en" if text else ""


def _below(folders, pattern):
    return [path for folder in folders for path in sorted(glob.glob(f"{folder}/{pattern}"))]


def _translations(language, folders):
    for pattern in CATALOGUES:
        for path in _below(folders, pattern.format(language)):
            with open(path, "rb") as file:
                yield from gettext.GNUTranslations(file)._catalog.values()
    for path in _below(folders, LANGUAGE_PACKS[language]):
        with zipfile.ZipFile(path) as pack:
            for name in pack.namelist():
                if name.endswith((".ftl", ".properties")):
                    yield from (re.sub("<[^>]*>", "", value) for value in re.findall(r"(?m)^\s*[\w.-]+\s*=\s*(.+)$", pack.read(name).decode()))


def messages(language, folders):
    """Phrases of two words or more, each once, in an order that the seed fixes."""
    found = {}
    for value in _translations(language, folders):
        for part in re.split(r'[\n.!?\u0964:;()"]', re.sub("[_&~]", "", value).translate(JOINERS)):
            part = re.sub(r"\s+", " ", part.strip(" -,\u2026"))
            if re.fullmatch(f"[{SCRIPTS[language]} ,]+", part) and 2 <= len(part.split()) <= LONGEST_WORDS:
                found[part] = None
    out = sorted(found)
    random.Random(language).shuffle(out)
    return out


def words(language, folders):
    """Words of the spelling dictionary, as many of them at most as are wanted, in an order that the seed fixes; none without its package."""
    package, place = WORD_LISTS[language]
    paths = _below(folders, place)
    if not paths:
        print(f"{language}: no word list, since {package} is neither installed nor unpacked below {' or '.join(folders)}; words of the messages only")
        return []
    with open(paths[0], encoding="utf-8") as file:
        listed = {unicodedata.normalize("NFC", line.split("/")[0].strip()) for line in itertools.islice(file, 1, None)}
    out = sorted(w for w in listed if len(w) in WORD_LENGTHS and re.fullmatch(f"[{SCRIPTS[language]}]+", w) and unicodedata.category(w[0]) == "Lo")
    random.Random(language).shuffle(out)
    return out[:MOST_WORDS]


def numbers(language):
    """What the server's text normaliser writes for digits, dates, units and money, word by word."""
    return json.loads(NUMBERS.read_text())[language].split()


def split(phrases, held, kept=()):
    """-> (training phrases, held-out phrases: `kept` if there are any); no held-out phrase shares three words in a row with training."""
    runs = lambda text: {tuple(w[i:i + 3]) for w in [text.replace(",", " ").split()] for i in range(len(w) - 2)}
    kept = list(kept) or [p for p in phrases if 4 <= len(p.split()) <= 9][:held]
    known = set().union(*map(runs, kept))
    return [p for p in phrases if p not in set(kept) and known.isdisjoint(runs(p))], kept

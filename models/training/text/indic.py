"""Hindi and Telugu text: the translated messages of Debian packages (their .mo files), without digits or Latin letters."""
import gettext
import glob
import random
import re

SCRIPTS = {"hi": "\u0900-\u0963\u0970-\u097f", "te": "\u0c00-\u0c65"}
LONGEST_WORDS = 12


def language_of(text):
    """"hi" or "te" by script, "en" for any other text, "" for none."""
    for language, letters in SCRIPTS.items():
        if re.search(f"[{letters}]", text):
            return language
    return "en" if text else ""


def messages(language, folders):
    """Phrases of two words or more, each once, in an order that the seed fixes."""
    found = {}
    for folder in folders:
        for path in sorted(glob.glob(f"{folder}/usr/share/locale/{language}/LC_MESSAGES/*.mo")):
            with open(path, "rb") as file:
                for value in gettext.GNUTranslations(file)._catalog.values():
                    for part in re.split(r'[\n.!?\u0964:;()"]', value.replace("_", "").replace("&", "")):
                        part = re.sub(r"\s+", " ", part.strip(" -,\u2026"))
                        if re.fullmatch(f"[{SCRIPTS[language]} ,]+", part) and 2 <= len(part.split()) <= LONGEST_WORDS:
                            found[part] = None
    out = sorted(found)
    random.Random(language).shuffle(out)
    return out


def split(phrases, held):
    """-> (training phrases, held-out phrases); no held-out phrase shares three words in a row with training."""
    runs = lambda text: {tuple(w[i:i + 3]) for w in [text.replace(",", " ").split()] for i in range(len(w) - 2)}
    kept = [p for p in phrases if 4 <= len(p.split()) <= 9][:held]
    known = set().union(*map(runs, kept))
    return [p for p in phrases if p not in set(kept) and known.isdisjoint(runs(p))], kept

"""Everyday sentences from frames with slots (everyday.json): {P} a person, {N} a noun, {A} an action, and so on."""
import json
import pathlib
import re

from . import numbers

WORDS = json.loads(pathlib.Path(__file__).with_name("everyday.json").read_text())
SUBJECTS = ["i", "we", "they", "he", "she"]


class Everyday:
    def __init__(self, rng):
        self.rng = rng
        pick = lambda key: lambda: rng.choice(WORDS[key])
        self.slots = {
            "C": pick("cities"), "T": pick("times"), "PT": pick("pastTimes"), "N": pick("nouns"), "A": pick("actions"), "J": pick("adjectives"),
            "S": pick("states"), "I": pick("activities"), "F": pick("foods"), "L": pick("places"), "V": pick("devices"), "H": pick("rooms"),
            "X": pick("adverbs"), "P": lambda: rng.choice(WORDS["names"] + WORDS["people"]), "Y": lambda: rng.choice(numbers.DAYS),
            "M": lambda: rng.choice(numbers.MONTHS), "D": lambda: numbers.date(rng), "K": lambda: numbers.clock(rng), "R": lambda: numbers.duration(rng),
            "G": lambda: numbers.digits(rng.randint(3, 7), rng), "Q": lambda: numbers.cardinal(rng.randint(1, 100), rng),
            "B": lambda: rng.choice(["train", "bus", "train", "bus", "plane", "flight", "boat", "taxi"]),
            "O": lambda: rng.choice([numbers.ordinal(n, rng) for n in range(1, 13)] + ["last", "next", "front"]),
            "U": lambda: numbers.cardinal(rng.choices([rng.randint(2, 12), rng.randint(13, 99), rng.randint(100, 999)], [.6, .32, .08])[0], rng),
            "NP": self.noun_phrase, "Z": self.past_action}

    def fill(self, frame):
        return re.sub(r"\{([A-Z]+)\}", lambda m: self.fill(self.slots[m.group(1)]()), frame)

    def pick(self, key):
        return self.fill(self.rng.choice(WORDS[key]))

    def noun_phrase(self):
        noun = (self.rng.choice(WORDS["adjectives"]) + " " if self.rng.random() < .4 else "") + self.rng.choice(WORDS["nouns"])
        return self.rng.choice(["the", "my", "your", "his", "her", "our", "this", "that", "the", "a", "a"]) + " " + noun

    def past_action(self):
        return self.rng.choice(WORDS["pastActions"]).replace("{P}", "{L}")

    def often(self, chance, text):
        return text if self.rng.random() < chance else ""

    def sentence(self):
        rng, pick = self.rng, self.pick
        subject = lambda: rng.choice(SUBJECTS)
        kinds = [
            (.06, lambda: pick("commands") + self.often(.4, rng.choice(["", " " + pick("names"), " please"]))),
            (.14, lambda: pick("questions")), (.28, lambda: pick("statements")), (.18, lambda: pick("orders")),
            (.10, lambda: pick("intentions") + " " + pick("actions") + self.often(.5, " " + pick("times"))),
            (.08, lambda: pick("requests") + " " + pick("actions") + self.often(.45, " " + pick("times"))),
            (.07, lambda: pick("openings") + " " + rng.choice([pick("statements"), f"{self.fill('{P}')} {self.fill('{Z}')}", f"{subject()} {self.fill('{Z}')}"])),
            (.04, lambda: pick("statements") + ", " + rng.choice("so but and because or when if".split()) + " "
                          + rng.choice([pick("statements"), pick("intentions") + " " + pick("actions")])),
            (.02, lambda: pick("commands") + ", " + pick(rng.choice(["questions", "statements"]))),
            (.03, lambda: f"if {rng.choice(['you', 'we', 'they', 'i'])} {pick('actions')}, "
                          + rng.choice(["i'll", "you should", "we can", "please", "we have to", "i can't"]) + " " + pick("actions"))]
        text = rng.choices([k for _, k in kinds], [w for w, _ in kinds])[0]()
        text = re.sub(r"\s+", " ", text).strip()
        text = re.sub(r"\ba ([aeio])", r"an \1", text)
        text = re.sub(r"\ban ([^aeiou])", r"a \1", text)
        return text.replace("a hour", "an hour").replace("a honest", "an honest")

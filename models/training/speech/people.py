"""Recordings of people, two sources and both under CC BY-SA: the Free Spoken Digit Dataset (version 4.0; a folder of
DIGIT_PERSON_N.wav) and the telephone prompts of Debian's asterisk-core-sounds-en-wav (version 3.0; one woman).

Held out, and only ever evaluated on: one person's digits, the first five recordings of each digit of the others (the
data set's own division), and every tenth prompt.
"""
import gzip
import pathlib
import re

import numpy as np
from scipy.io import wavfile
from scipy.signal import resample_poly

from text import numbers
from text.corpus import normalised

RATE = 16000
HELD_OUT_PERSON = "jackson"
HELD_OUT_RECORDINGS, HELD_OUT_PROMPTS = 5, 10
PROMPTS = pathlib.Path("/usr/share/asterisk/sounds/en_US_f_Allison")
PROMPTS_TEXT = pathlib.Path("/usr/share/doc/asterisk-core-sounds-en/core-sounds-en.txt.gz")
SIGNS = {"*": " star ", "#": " pound "}
READER = pathlib.Path("/usr/share/pocketsphinx/test/data/librivox")


def recording(path):
    """float32 samples at 16 kHz, the loudest 1."""
    rate, wave = wavfile.read(path)
    wave = resample_poly(wave / 32768, RATE, rate)
    return (wave / max(1e-4, np.abs(wave).max())).astype(np.float32)


def digits(folder, held_out):
    """{person: [(word, samples)]} of the recordings that are held out, or of the others."""
    out = {}
    for path in sorted(pathlib.Path(folder).glob("*_*_*.wav")):
        digit, person, number = path.stem.split("_")
        if (person == HELD_OUT_PERSON or int(number) < HELD_OUT_RECORDINGS) == held_out:
            out.setdefault(person, []).append((numbers.ONES[int(digit)], recording(path)))
    return out


def prompts(held_out):
    """[(text, samples)] of the prompts that are held out, or of the others; none where the package is not installed."""
    out = []
    if not PROMPTS.exists():
        return out
    for i, line in enumerate(gzip.open(PROMPTS_TEXT, "rt").read().splitlines()):
        name, _, text = line.partition(": ")
        path = PROMPTS / f"{name}.wav"
        text = _in_words(text)
        if text and (i % HELD_OUT_PROMPTS == 0) == held_out and path.exists() and not name.startswith("silence/"):
            out.append((text, recording(path)))
    return out


def _in_words(text):
    """What a person says of a prompt's text; "" when that is not certain: sounds, long numbers, strings of letters."""
    for sign, word in SIGNS.items():
        text = text.replace(sign, word)
    if "[" in text or re.search(r"\d{2}|\d[A-Za-z]|\b[A-Z]{2,}\b", text):
        return ""
    return normalised(re.sub(r"\d", lambda m: f" {numbers.ONES[int(m.group(0))]} ", text))


def reader():
    """[(text, samples)]: five sentences of a novel from Debian's pocketsphinx-testdata (LibriVox, in the public domain), evaluated on only."""
    out = []
    for line in (READER / "transcription").read_text().splitlines() if READER.exists() else []:
        said = re.fullmatch(r"(.*)\((\S+)\)", line)
        out.append((normalised(re.sub("</?s>", "", said.group(1))), recording(READER / f"{said.group(2)}.wav")))
    return out


class People:
    """Draws training speech: digits of one person in a row, or a prompt, at other speeds, so also in other pitches and vocal tracts."""

    MOST_DIGITS, PAUSE = 9, (.02, .35)
    SPEED = .82, 1.22

    def __init__(self, folder, rng):
        self.rng, self.prompts, self.people = rng, prompts(False), list(digits(folder, False).values()) if folder else []

    def _at_another_speed(self, wave):
        speed = self.rng.uniform(*self.SPEED)
        return resample_poly(wave, 160, round(160 * speed), window=("kaiser", 4.)).astype(np.float32)

    def digits(self):
        """-> (text, samples)."""
        rng, words, parts = self.rng, self.rng.choice(self.people), []
        said = [rng.choice(words) for _ in range(rng.randint(1, self.MOST_DIGITS))]
        for _, wave in said:
            parts += [wave * rng.uniform(.7, 1), np.zeros(int(RATE * rng.uniform(*self.PAUSE)), np.float32)]
        return " ".join(word for word, _ in said), self._at_another_speed(np.concatenate(parts[:-1]))

    def prompt(self):
        """-> (text, samples)."""
        text, wave = self.rng.choice(self.prompts)
        return text, self._at_another_speed(wave)


def digits_in_a_row(held_out_digits, rng, a_person=20, long=4):
    """[(text, samples)]: digits of one person with pauses between, for evaluation."""
    out = []
    for words in held_out_digits.values():
        for chosen in (rng.sample(words, long) for _ in range(a_person)):
            parts = [np.zeros(RATE // 4)]
            for _, wave in chosen:
                parts += [wave, np.zeros(int(RATE * rng.uniform(.1, .3)))]
            out.append((" ".join(word for word, _ in chosen), np.concatenate(parts)))
    return out

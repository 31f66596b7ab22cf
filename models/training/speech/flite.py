"""Debian's flite in this process: phones with times, pitch and samples of a sentence."""
import ctypes
import pathlib
import subprocess
import tempfile

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
VOICES = ["slt", "rms", "awb", "kal16"]
MAX_PHONES, MAX_WORDS, MAX_F0, MAX_SAMPLES = 1200, 8000, 12_000, 16_000 * 45


def _compile(source, libraries):
    target = pathlib.Path(tempfile.gettempdir()) / f"streamserver-training-{source.stem}-{int(source.stat().st_mtime)}.so"
    if not target.exists():
        part = target.with_suffix(".part")
        subprocess.run(["gcc", "-O2", "-shared", "-fPIC", "-o", str(part), str(source), *(f"-l{l}" for l in libraries)], check=True)
        part.replace(target)
    return str(target)


class Utterance:
    """One spoken sentence. ends: seconds; word_of: index into spans, -1 in pauses; f0: one value every 5 ms; wave: int16 at 16 kHz."""

    def __init__(self, voice, text, phones, ends, word_of, spans, f0, wave):
        self.voice, self.text, self.phones, self.ends, self.word_of, self.spans, self.f0, self.wave = voice, text, phones, ends, word_of, spans, f0, wave

    def phone_pitch(self):
        """Mean pitch of each phone in Hz, 0 where there is none."""
        starts = np.concatenate([[0], self.ends[:-1]])
        mean = np.zeros(len(self.ends), np.float32)
        for i, (a, b) in enumerate(zip(starts, self.ends)):
            x = self.f0[int(a * 200):max(int(a * 200) + 1, int(b * 200))]
            x = x[x > 20]
            mean[i] = x.mean() if len(x) else 0
        return mean


class Flite:
    def __init__(self, audio=True):
        if not audio:
            ctypes.CDLL(_compile(HERE / "skip_vocoder.c", ["flite"]), mode=ctypes.RTLD_GLOBAL)
        voices = [f"flite_cmu_us_{v}" for v in VOICES]
        self.library = ctypes.CDLL(_compile(HERE / "flite.c", voices + ["flite_usenglish", "flite_cmulex", "flite", "m"]))
        self.library.speech_set.argtypes = [ctypes.c_int, ctypes.c_float, ctypes.c_float]
        self.library.speech_init()
        self.audio = audio
        self.names, self.words = ctypes.create_string_buffer(4 * MAX_PHONES), ctypes.create_string_buffer(MAX_WORDS)
        self.ends, self.f0 = np.zeros(MAX_PHONES, np.float32), np.zeros(MAX_F0, np.float32)
        self.word_of, self.wave = np.zeros(MAX_PHONES, np.int32), np.zeros(MAX_SAMPLES, np.int16)
        self.counts = [ctypes.c_int(), ctypes.c_int()]

    def set(self, voice, stretch=1.0, pitch=0.0):
        """Speed (greater is slower) and mean pitch in Hz of everything said later in this voice."""
        self.library.speech_set(voice, stretch, pitch)

    def say(self, voice, text, aligned=True):
        """An Utterance; None when its words must be found in the text (aligned) and flite reads it otherwise."""
        n = self.library.speech_synthesise(voice, text.encode("ascii", "ignore"), *self._results())
        spans = _spans(text, self.words.value.decode().split())
        if n >= 3 and aligned and (spans is None or self.word_of[:n].max() >= len(spans)):
            return None
        return self._utterance(n, voice, text, spans)

    def say_phones(self, voice, text, words, spans):
        """An Utterance of words whose phones are given: [(["n", "ax", "m", "ah1", ...], punctuation after it)]. spans: where in text each word is."""
        # flite leaves out a word whose string of phones is that of the word before: a space makes it another.
        strings = [" " * (i % 2) + " ".join(phones) for i, (phones, _) in enumerate(words)]
        array = lambda items: (ctypes.c_char_p * len(words))(*(item.encode() for item in items))
        n = self.library.speech_synthesise_phones(voice, len(words), array(strings), array(mark for _, mark in words), *self._results())
        return self._utterance(n, voice, text, spans)

    def _results(self):
        pointer = lambda a: a.ctypes.data_as(ctypes.c_void_p)
        return (MAX_PHONES, self.names, pointer(self.ends), pointer(self.word_of), self.words, MAX_WORDS, MAX_F0, pointer(self.f0), ctypes.byref(self.counts[0]),
                MAX_SAMPLES, pointer(self.wave), ctypes.byref(self.counts[1]))

    def _utterance(self, n, voice, text, spans):
        if n < 3 or n == MAX_PHONES:
            return None
        phones = [self.names.raw[4 * i:4 * i + 4].split(b"\0")[0].decode() for i in range(n)]
        wave = self.wave[:self.counts[1].value].copy() if self.audio else None
        return Utterance(voice, text, phones, self.ends[:n].copy(), self.word_of[:n].copy(), spans, self.f0[:self.counts[0].value].copy(), wave)


def _spans(text, words):
    """First and last character of each word in text; None when a word is not found where it should be."""
    letters, position = [], []
    for i, ch in enumerate(text.lower()):
        if ch != "'":
            letters.append(ch)
            position.append(i)
    letters, at, spans = "".join(letters), 0, []
    for word in words:
        word = word.replace("'", "")
        found = letters.find(word, at)
        if not word or found < 0 or found - at > 5:
            return None
        spans.append((position[found], position[found + len(word) - 1] + 1))
        at = found + len(word)
    return spans

"""What the recogniser hears in speech that was not made by the language model: held-out sentences in flite's voices and
through the codec, in noise and over the telephone, numbers and names, espeak-ng's voices, three languages, and clips
in which nobody speaks; and people: telephone prompts, a reader, with --digits spoken digits. Everything synthetic is
made anew from fixed seeds, the same for every recogniser."""
import argparse
import json
import pathlib
import random
import re

import numpy as np
import torch
from scipy.signal import resample_poly

from onnx_runtime import Session
from speech import people as recordings
from speech.espeak import Espeak
from speech.flite import VOICES, Flite
from stt.data import RATE, Spoiler
from stt.recognise import Listener
from text import numbers
from text.corpus import held_out, normalised
from text.everyday import WORDS
from tts import phones
from tts.vocabulary import GLOBALS_A_SPEAKER

from .errors import Errors

HERE = pathlib.Path(__file__).resolve().parent
LEVEL = 23000


def level(wave):
    wave = np.asarray(wave, np.float32)
    return np.round(wave / max(1e-6, np.abs(wave).max()) * LEVEL)


class Conditions:
    """Speech of held-out texts under each condition: lists of (text, samples)."""

    def __init__(self, codec, seed):
        self.flite, self.codec, self.espeak = Flite(), Session(codec), Espeak()
        self.rng, self.random = random.Random(seed), np.random.default_rng(seed)
        self.spoiler, self.said = Spoiler(self.rng, self.random), {}

    def _said(self, text, voice):
        key = text, voice
        if key not in self.said:
            self.said[key] = self.flite.say(voice, text[0].upper() + text[1:] + ("" if text[-1] in ".?!" else "."), aligned=False)
        return self.said[key]

    def plain(self, text, voice):
        return level(self._said(text, voice).wave)

    def through_codec(self, text, voice):
        codes, _ = phones.encode(phones.frames(self._said(text, voice)), voice)
        globals_ = np.arange(GLOBALS_A_SPEAKER, dtype=np.int64)[None] + GLOBALS_A_SPEAKER * voice
        return level(self.codec.run({"semantic_tokens": codes.astype(np.int64)[None], "global_tokens": globals_})["wav"][0, 0])

    def noisy(self, decibels):
        def make(text, voice):
            wave = self.plain(text, voice)
            noise = self.spoiler.noises[self.rng.randrange(4)]
            at = self.rng.randrange(len(noise) - len(wave))
            loud = np.mean(wave[np.abs(wave) > np.abs(wave).max() * .02] ** 2)
            return level(wave + noise[at:at + len(wave)] * np.sqrt(loud) * 10 ** (-decibels / 20))
        return make

    def telephone(self, text, voice):
        wave = resample_poly(self.plain(text, voice), 1, 2) / 32768
        code = np.round(np.sign(wave) * np.log1p(255 * np.abs(wave)) / np.log(256) * 127)
        return level(resample_poly(np.sign(code) * np.expm1(np.abs(code) / 127 * np.log(256)), 2, 1))

    def robot(self, text, language="en"):
        while True:
            wave = self.espeak.say(text, self.rng, language)
            if wave is not None:
                return level(wave)

    def nobody(self, count):
        """Noises, hum, clicks, music, silence."""
        out = []
        for i in range(count):
            size = self.rng.randint(RATE, 6 * RATE)
            noise = self.spoiler.noises[i % (len(self.spoiler.noises) + 1) - 1] if i % (len(self.spoiler.noises) + 1) else np.zeros(7 * RATE)
            at = self.rng.randrange(len(noise) - size)
            out.append(np.round(np.clip(noise[at:at + size] * 10 ** self.rng.uniform(.5, 3.5), -32767, 32767)))
        return out


def word_errors(listener, pairs):
    errors = Errors()
    for (text, _), heard in zip(pairs, listener.hear([w for _, w in pairs])):
        errors.add(normalised(text).split(), heard.split())
    return errors


def number_texts(count, rng):
    return [numbers.number_sentence(rng) for _ in range(count)]


def name_texts(count, rng):
    forms = ["{} and {} came with {}", "is {} at home or with {}", "we met {} before {} arrived", "{}, this is my friend {}"]
    return [re.sub(r"\{\}", lambda _: rng.choice(WORDS["names"]), rng.choice(forms)) for _ in range(count)]


def people(digits, rng):
    """{row: [(text, samples)]} of recordings of people that nothing was trained on (speech/people.py), and of a reader of a novel."""
    rows, said = {}, recordings.digits(digits, held_out=True) if digits else {}
    if said:
        rows["digits of a person never heard"] = recordings.digits_in_a_row({"held out": said.pop(recordings.HELD_OUT_PERSON)}, rng, a_person=100)
        rows["digits of five people, not heard"] = recordings.digits_in_a_row(said, rng, a_person=20)
    rows["prompts of one person, not heard"] = recordings.prompts(held_out=True)
    rows["a reader of a novel"] = recordings.reader()
    return {row: [(text, level(wave)) for text, wave in pairs] for row, pairs in rows.items() if pairs}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stt", nargs="+", default=["../tiny/stt/model.onnx"], help="ONNX files or checkpoints, compared on the same speech")
    parser.add_argument("--codec", default="../tiny/codec/model.onnx")
    parser.add_argument("--limit", type=int, default=1000, help="sentences of each set")
    parser.add_argument("--only", nargs="*", help="rows whose name contains one of these")
    parser.add_argument("--digits", help="folder of recordings DIGIT_PERSON_N.wav of people")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--show", type=int, default=0, help="print so many wrong sentences of each row")
    parser.add_argument("--out", help="JSON of the figures")
    args = parser.parse_args()
    torch.set_num_threads(1)
    sets, made, listeners = held_out(), Conditions(args.codec, args.seed), [Listener(path) for path in args.stt]
    lines = lambda name: [line.strip() for line in (HERE / name).read_text().splitlines() if line.strip()][:args.limit]
    sets = {name: texts[:args.limit] for name, texts in sets.items()} | {"numbers": number_texts(30, random.Random(77))[:args.limit], "names": name_texts(30, random.Random(78))[:args.limit]}
    rows = {}
    for name in ("everyday", "roundtrip", "open"):
        rows[f"{name}, flite"], rows[f"{name}, codec"] = (name, made.plain), (name, made.through_codec)
    for decibels in (20, 10):
        rows[f"everyday, flite, noise {decibels} dB"] = "everyday", made.noisy(decibels)
    rows["everyday, flite, 8 kHz mu-law"] = "everyday", made.telephone
    rows["numbers, codec"], rows["names, codec"] = ("numbers", made.through_codec), ("names", made.through_codec)
    wanted = lambda row: not args.only or any(o in row for o in args.only)
    figures = {}

    def tell(row, values):
        figures[row] = values
        print(f"{row:36s}" + "  ".join(f"{v:>8}" for v in values), flush=True)

    for row, (name, make) in rows.items():
        if wanted(row):
            by_voice = [[(text, make(text, voice)) for text in sets[name]] for voice in range(len(VOICES))]
            values = []
            for listener in listeners:
                errors = Errors()
                for pairs in by_voice:
                    errors += word_errors(listener, pairs)
                values.append(f"{errors.percent:.1f} %")
                for (text, _), heard in list(zip(by_voice[0], listener.hear([w for _, w in by_voice[0]])))[:args.show]:
                    print(f"    {normalised(text)} | {heard}")
            tell(row, values)
    spoken = {"en": sets["everyday"] + sets["roundtrip"], "hi": lines("hindi.txt"), "te": lines("telugu.txt")}
    for language, texts in spoken.items():
        if wanted(f"{language}, espeak-ng"):
            pairs = [(text, made.robot(text, language)) for text in texts for _ in range(1 if language == "en" else 3)]
            tell(f"{language}, espeak-ng", [f"{word_errors(listener, pairs).percent:.1f} %" for listener in listeners])
            tags = lambda listener: [listener.pieces.tokens[b[0]] for b in listener.best([listener.inputs(w) for _, w in pairs])]
            tell(f"{language}, espeak-ng, language right", [f"{100 * np.mean([t == f'<|{language}|>' for t in tags(listener)]):.1f} %" for listener in listeners])
    for row, pairs in people(args.digits, random.Random(79)).items() if wanted("people") else []:
        tell(f"people: {row}", [f"{word_errors(listener, pairs).percent:.1f} %" for listener in listeners])
    if wanted("nobody"):
        clips = made.nobody(120)
        tell("nobody, clips with text", [f"{sum(1 for t in listener.hear(clips) if t)} of 120" for listener in listeners])
    if args.out:
        pathlib.Path(args.out).write_text(json.dumps({"recognisers": args.stt, "figures": figures}, indent=1))


if __name__ == "__main__":
    main()

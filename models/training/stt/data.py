"""Training speech of the recogniser, as filter banks: flite's own with varied speed and pitch, the same through the bundled
codec in other speakers and pitches, espeak-ng's in English, Hindi and Telugu; rooms, noise, music, telephone band and
coding, loudness; people's digits and telephone prompts; and noise or music alone, with no text.
"""
import argparse
import itertools
import json
import pathlib
import random
import time

import numpy as np
from scipy.signal import fftconvolve, resample_poly

from onnx_runtime import Session
from speech.espeak import Espeak
from speech.flite import VOICES, Flite
from speech.people import People
from text.corpus import normalised
from tts import phones
from tts.vocabulary import GLOBALS_A_SPEAKER

from . import features

RATE, LONGEST = 16000, 9.5
SOURCES = {"spoken": .6, "en": .12, "hi": .07, "te": .05, "digits": .07, "prompt": .05, "noise": .04}
PITCH = [(140, 240), (75, 140), (90, 160), (80, 150)]
QUESTION = ("what who where when why how which is are was were do does did can could will would shall should may have has am").split()
UNKNOWN_PHONE = 255
# The label set of the help task: silence, then flite's phones in alphabetical order.
LABELS = ["pau"] + sorted(p for p in phones.PHONES if p != "pau")
LABEL_OF = np.array([LABELS.index(p) for p in phones.PHONES], np.uint8)


class Spoiler:
    """What happens to speech between the mouth and the recogniser."""

    def __init__(self, rng, random_):
        self.rng, self.random, self.noises = rng, random_, []
        for power in (0, .5, 1, 1, 1.5, 2):
            self.noises.append(self._coloured(RATE * 40, power))
        t = np.arange(RATE * 40) / RATE
        self.noises.append(self._unit(sum(np.sin(2 * np.pi * 50 * k * t + k) / k for k in range(1, 8)) + .3 * self.noises[2]))
        clicks = np.zeros(len(t), np.float32)
        clicks[self.random.integers(0, len(t), 400)] = self.random.uniform(5, 30, 400)
        self.noises += [self._music() for _ in range(3)]
        self.noises.append(self._unit(fftconvolve(clicks, self.random.standard_normal(80) * np.exp(-np.arange(80) / 15))[:len(t)] + .2 * self.noises[0]))

    @staticmethod
    def _unit(x):
        return (x / x.std()).astype(np.float32)

    def _coloured(self, count, power):
        spectrum, f = np.fft.rfft(self.random.standard_normal(count)), np.arange(count // 2 + 1)
        f[0] = 1
        return self._unit(np.fft.irfft(spectrum / f ** (power / 2), count))

    def _music(self):
        """Chords and a melody of decaying harmonics with a beat."""
        count, out = RATE * 40, np.zeros(RATE * 41, np.float32)
        beat, root = self.rng.uniform(.18, .5), self.rng.uniform(80, 160)
        for i in range(int(40 / beat)):
            notes = [self.rng.choice([0, 2, 4, 5, 7, 9, 11, 12, 14, 16])] + ([0, 4, 7] if i % 4 == 0 else [])
            length = int(RATE * min(1., beat * self.rng.choice([1, 1, 2])))
            t = np.arange(length) / RATE
            tone = sum(np.sin(2 * np.pi * root * 2 ** (n / 12 + (i % 8 > 3)) * k * t) / k for n in notes for k in range(1, 6)) * np.exp(-t * self.rng.uniform(1, 6))
            at = int(i * beat * RATE)
            out[at:at + length] += tone[:len(out) - at]
            if i % 2:
                out[at:at + 1600] += 2 * self.random.standard_normal(1600)[:len(out) - at] * np.exp(-np.arange(1600) / 200)[:len(out) - at]
        return self._unit(out[:count])

    def add_babble(self, waves, talkers):
        """Keeps a mixture of voices as one more noise."""
        mix = np.zeros(RATE * 40, np.float32)
        for _ in range(talkers):
            at = 0
            while at < len(mix):
                wave = self.rng.choice(waves)
                count = min(len(wave), len(mix) - at)
                mix[at:at + count] += wave[:count] / (wave.std() + 1e-6)
                at += count + self.rng.randint(0, 3000)
        self.noises.append(self._unit(mix))

    def noise(self, count):
        wave = self.rng.choice(self.noises)
        at = self.rng.randint(0, len(wave) - count - 1)
        return wave[at:at + count]

    def room(self):
        decay = self.rng.uniform(.08, .5)
        count = int(RATE * min(decay, .35))
        h = self.random.standard_normal(count) * np.exp(-6.9 * np.arange(count) / RATE / decay)
        h[:int(self.rng.uniform(10, 60))] = 0
        h *= 10 ** (self.rng.uniform(-14, -2) / 20) / np.sqrt((h ** 2).sum() + 1e-9)
        h[0] = 1
        return h.astype(np.float32)

    def _telephone(self, wave):
        """Through eight bits of G.711's mu-law, at any loudness."""
        wave = wave / np.abs(wave).max() * 10 ** (self.rng.uniform(-25, 0) / 20)
        code = np.round(np.sign(wave) * np.log1p(255 * np.abs(wave)) / np.log(256) * 127)
        return np.sign(code) * np.expm1(np.abs(code) / 127 * np.log(256)) / 255

    def spoil(self, wave):
        """-> samples in the range of 16-bit integers, seconds put before, factor of the speed."""
        rng = self.rng
        speed = rng.uniform(.9, 1.11) if rng.random() < .5 else 1.
        if abs(speed - 1) > .004:
            wave = resample_poly(wave, 160, max(1, round(160 * speed)), window=("kaiser", 4.)).astype(np.float32)
        before, after = (rng.uniform(0, .45) if rng.random() < .75 else 0. for _ in range(2))
        wave = np.concatenate([np.zeros(int(before * RATE), np.float32), wave / np.abs(wave).max(), np.zeros(int(after * RATE), np.float32)])
        if rng.random() < .6:
            if rng.random() < .25:
                wave = fftconvolve(wave, self.room())[:len(wave)].astype(np.float32)
            if rng.random() < .7:
                loud = np.mean(wave[np.abs(wave) > np.abs(wave).max() * .02] ** 2) + 1e-6
                wave = wave + self.noise(len(wave)) * np.sqrt(loud) * 10 ** (-rng.uniform(4, 26) / 20)
            if rng.random() < .25:
                narrow = resample_poly(wave, 1, 2)
                if rng.random() < .6:
                    narrow = self._telephone(narrow)
                wave = resample_poly(narrow, 2, 1)[:len(wave)].astype(np.float32)
        return np.round(wave / np.abs(wave).max() * 32767 * 10 ** (rng.uniform(-20, -.3) / 20)).astype(np.float32), before, speed


class Texts:
    """Sentences for the recogniser: half of the prose is picked by a word, common and rare ones more evenly than they occur."""

    KINDS = {"everyday": .2, "greeting": .03, "prose": .46, "gloss": .08, "number": .08, "name": .06, "words": .09}
    PROSE = ("wordnet", "dictionary", "fortune")

    def __init__(self, path, rng):
        text = json.loads(pathlib.Path(path).read_text())
        self.texts, self.rng = text["train"], rng
        self.texts["prose"] = [s for kind in self.PROSE for s in self.texts[kind]]
        self.common, self.holding = text["common"], {}
        for i, sentence in enumerate(self.texts["prose"]):
            for word in set(normalised(sentence).split()):
                self.holding.setdefault(word, []).append(i)
        self.common = [w for w in self.common if w in self.holding]
        self.weights = list(itertools.accumulate((rank + 200) ** -.6 for rank in range(len(self.common))))

    def plain(self):
        kind = self.rng.choices(list(self.KINDS), list(self.KINDS.values()))[0]
        if kind == "prose" and self.rng.random() < .75:
            word = self.rng.choices(self.common, cum_weights=self.weights)[0]
            return self.texts["prose"][self.rng.choice(self.holding[word])]
        return self.rng.choice(self.texts[kind])

    def sentence(self):
        """One sentence, sometimes two, mostly with the mark at the end that a voice needs."""
        rng, text = self.rng, self.plain().strip(" ,")
        if rng.random() < .2 and len(text) < 60:
            text += rng.choice([". ", ", ", " "]) + self.plain().strip(" ,")
        if text[-1] not in ".?!":
            mark = "?" if text.lower().split()[0] in QUESTION and rng.random() < .8 else "."
            text += mark if rng.random() < .75 else "!" if rng.random() < .15 else ""
        return text

    def phrase(self, language):
        return self.rng.choice(self.texts[language])


class Maker:
    def __init__(self, args):
        self.rng = random.Random(args.seed)
        self.texts, self.codec, self.flite, self.espeak = Texts(args.text, random.Random(args.seed + 1000)), Session(args.codec), Flite(), Espeak()
        self.spoiler, self.people = Spoiler(self.rng, np.random.default_rng(args.seed)), People(args.digits, self.rng)
        there = {"digits": self.people.people, "prompt": self.people.prompts}
        self.sources = {source: share for source, share in SOURCES.items() if there.get(source, True)}
        tracks = [self.flite.say(voice, "we usually have a long breakfast in the kitchen before work.", aligned=False).f0 for voice in range(len(VOICES))]
        self.usual_pitch = [float(f0[f0 > 20].mean()) for f0 in tracks]

    def _through_codec(self, said):
        """The speech's phones and times with another pitch, in one of the codec's speakers or between two of them."""
        rng = self.rng
        first, second = rng.randrange(len(phones.PITCH_OFFSET)), rng.randrange(len(phones.PITCH_OFFSET))
        own = GLOBALS_A_SPEAKER if rng.random() < .6 else rng.randint(GLOBALS_A_SPEAKER // 2, GLOBALS_A_SPEAKER)
        # The decoder sums the offsets of all 32 global tokens and rounds to a multiple of 4; codes must be counted from there.
        offset = round((own * phones.PITCH_OFFSET[first] + (GLOBALS_A_SPEAKER - own) * phones.PITCH_OFFSET[second]) / GLOBALS_A_SPEAKER / 4) * 4
        segments = phones.frames(said)
        voiced = [s[5] for s in segments if s[0] in phones.VOICED]
        middle = (offset + rng.uniform(1.5, 5)) * phones.HZ_A_STEP
        codes, _ = phones.encode(segments, phones.PITCH_OFFSET.index(offset), middle / np.mean(voiced) if voiced else 1.)
        at = np.arange(GLOBALS_A_SPEAKER)
        globals_ = np.where(at < own, at + GLOBALS_A_SPEAKER * first, at + GLOBALS_A_SPEAKER * second)
        wave = self.codec.run({"semantic_tokens": codes.astype(np.int64)[None], "global_tokens": globals_.astype(np.int64)[None]})["wav"][0, 0]
        return wave, np.repeat(LABEL_OF[phones.PHONE_OF[codes]], 2)

    def _spoken(self):
        """flite's own speech, the codec's, or both of one sentence: [(text, samples, labels)]."""
        voice, text, out = self.rng.randrange(len(VOICES)), self.texts.sentence(), []
        usual = self.rng.random() < .3
        self.flite.set(voice, 1. if usual else self.rng.uniform(.75, 1.25), self.usual_pitch[voice] if usual else self.rng.uniform(*PITCH[voice]))
        said = self.flite.say(voice, text, aligned=False)
        if said is None or len(said.wave) > LONGEST * RATE:
            return []
        only = self.rng.random()
        if only < .65:
            out.append((text, *self._through_codec(said)))
        if only > .4:
            times = (np.arange(int(said.ends[-1] * 100) + 1) + .5) / 100
            labels = np.array([LABELS.index(p) for p in said.phones], np.uint8)[np.searchsorted(said.ends, times).clip(0, len(said.ends) - 1)]
            out.append((text, said.wave.astype(np.float32), labels))
        return out

    def _espeak(self, language="en"):
        text = self.texts.sentence() if language == "en" else self.texts.phrase(language)
        wave = self.espeak.say(text, self.rng, language)
        return [] if wave is None else self._without_phones(text, wave)

    def _without_phones(self, text, wave):
        return [(text, wave, np.full(int(len(wave) / 160) + 1, UNKNOWN_PHONE, np.uint8))] if RATE * .2 < len(wave) < LONGEST * RATE else []

    def some(self):
        """[(filter bank, phone of each frame, text)], of one sentence."""
        source = self.rng.choices(list(self.sources), list(self.sources.values()))[0]
        if source == "noise":
            count = self.rng.randint(RATE // 2, RATE * 5)
            wave = np.zeros(count) if self.rng.random() < .15 else self.spoiler.noise(count) * 10 ** self.rng.uniform(0, 3.3)
            bank = features.filter_bank(np.round(np.clip(wave, -32767, 32767)))
            return [(bank, np.zeros(len(bank), np.uint8), "")]
        if source == "spoken":
            made = self._spoken()
        elif source in ("digits", "prompt"):
            made = self._without_phones(*(self.people.digits() if source == "digits" else self.people.prompt()))
        else:
            made = self._espeak(source)
        return [self._spoiled(*one) for one in made if np.abs(one[1]).max() > 1e-4]

    def _spoiled(self, text, wave, labels):
        wave, before, speed = self.spoiler.spoil(wave)
        bank = features.filter_bank(wave)
        index = np.floor((np.arange(len(bank)) * .01 + .0125 - before) * speed * 100).astype(int)
        inside = (index >= 0) & (index < len(labels))
        return bank, np.where(inside, labels[index.clip(0, len(labels) - 1)], 0).astype(np.uint8), normalised(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", default="build/text.json")
    parser.add_argument("--codec", default="../tiny/codec/model.onnx")
    parser.add_argument("--out", default="build/stt")
    parser.add_argument("--digits", help="folder of recordings DIGIT_PERSON_N.wav of people (CC BY-SA 4.0: state it beside the weights)")
    parser.add_argument("--hours", type=float, default=60.)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    maker, out, made, seconds, started = Maker(args), pathlib.Path(args.out), [], 0., time.time()
    out.mkdir(parents=True, exist_ok=True)
    maker.spoiler.add_babble([one[1] for _ in range(60) for one in maker._spoken()], 5)
    shard = 0
    while seconds < args.hours * 3600:
        some = [one for one in maker.some() if 30 <= len(one[0]) <= 1100]
        made += some
        seconds += sum(len(one[0]) for one in some) / 100
        if len(made) >= 1000 or seconds >= args.hours * 3600:
            maker.rng.shuffle(made)
            part = out / f"part-{args.seed}"
            with open(part, "wb") as f:
                np.savez(f, bank=np.concatenate([m[0] for m in made]).astype(np.float16), phone=np.concatenate([m[1] for m in made]),
                         lengths=np.array([len(m[0]) for m in made]), text=np.array(json.dumps([m[2] for m in made])))
            part.rename(out / f"{args.seed:02d}-{shard:04d}.npz")
            made, shard = [], shard + 1
            print(f"{seconds / 3600:.2f} hours in {time.time() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()

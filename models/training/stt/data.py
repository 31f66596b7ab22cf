"""Training speech of the recogniser, as filter banks: the bundled codec's from the language model's token lists, flite's
own with varied speed and pitch, espeak-ng's; rooms, noise, telephone band, loudness; and noise alone, with no text.
"""
import argparse
import json
import pathlib
import random
import time

import numpy as np
from scipy.signal import fftconvolve, resample_poly

from onnx_runtime import Session
from speech.espeak import Espeak
from speech.flite import VOICES, Flite
from text.corpus import normalised
from tts import phones
from tts.lm_data import Texts, read_shard
from tts.vocabulary import CHARACTERS, FIRST_CODE, GLOBALS_A_SPEAKER, ID

from . import features

RATE, LONGEST = 16000, 9.5
SOURCES = {"codec": .70, "flite": .18, "espeak": .09, "noise": .03}
PITCH = [(150, 230), (80, 130), (95, 150), (85, 140)]
UNKNOWN_PHONE = 255
# The label set of the help task: silence, then flite's phones in alphabetical order.
LABELS = ["pau"] + sorted(p for p in phones.PHONES if p != "pau")
LABEL_OF = np.array([LABELS.index(p) for p in phones.PHONES], np.uint8)
FIRST_CHARACTER = ID[CHARACTERS[0]]


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
        self.noises.append(self._unit(fftconvolve(clicks, self.random.standard_normal(80) * np.exp(-np.arange(80) / 15))[:len(t)] + .2 * self.noises[0]))

    @staticmethod
    def _unit(x):
        return (x / x.std()).astype(np.float32)

    def _coloured(self, count, power):
        spectrum, f = np.fft.rfft(self.random.standard_normal(count)), np.arange(count // 2 + 1)
        f[0] = 1
        return self._unit(np.fft.irfft(spectrum / f ** (power / 2), count))

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
            if rng.random() < .6:
                loud = np.mean(wave[np.abs(wave) > np.abs(wave).max() * .02] ** 2) + 1e-6
                wave = wave + self.noise(len(wave)) * np.sqrt(loud) * 10 ** (-rng.uniform(5, 30) / 20)
            if rng.random() < .2:
                wave = resample_poly(resample_poly(wave, 1, 2), 2, 1)[:len(wave)].astype(np.float32)
        return np.round(wave / np.abs(wave).max() * 32767 * 10 ** (rng.uniform(-20, -.3) / 20)).astype(np.float32), before, speed


class Maker:
    def __init__(self, args):
        self.rng, self.texts = random.Random(args.seed), Texts(args.text, random.Random(args.seed + 1000))
        self.codec, self.flite, self.espeak = Session(args.codec), Flite(), Espeak()
        self.spoiler, self.tokens, self.shards = Spoiler(self.rng, np.random.default_rng(args.seed)), [], sorted(pathlib.Path(args.tokens).glob("[0-9]*.npz"))
        self.rng.shuffle(self.shards)

    def _codec(self):
        if not self.tokens:
            self.tokens = [e for e in read_shard(self.shards.pop()) if len(e[1]) < LONGEST * 50]
        text, codes, _, voice = self.tokens.pop()
        codes = codes.astype(np.int64) - FIRST_CODE
        globals_ = np.arange(GLOBALS_A_SPEAKER, dtype=np.int64)[None] + GLOBALS_A_SPEAKER * voice
        wave = self.codec.run({"semantic_tokens": codes[None], "global_tokens": globals_})["wav"][0, 0]
        return "".join(CHARACTERS[i - FIRST_CHARACTER] for i in text), wave, np.repeat(LABEL_OF[phones.PHONE_OF[codes]], 2)

    def _flite(self):
        voice, text = self.rng.randrange(len(VOICES)), self.texts.sentence()
        self.flite.set(voice, self.rng.uniform(.8, 1.25), self.rng.uniform(*PITCH[voice]))
        said = self.flite.say(voice, text, aligned=False)
        if said is None or len(said.wave) > LONGEST * RATE:
            return None
        times = (np.arange(int(said.ends[-1] * 100) + 1) + .5) / 100
        labels = np.array([LABELS.index(p) for p in said.phones], np.uint8)[np.searchsorted(said.ends, times).clip(0, len(said.ends) - 1)]
        return text, said.wave.astype(np.float32), labels

    def _espeak(self):
        text = self.texts.sentence()
        wave = self.espeak.say(text, self.rng)
        if wave is None or not RATE * .2 < len(wave) < LONGEST * RATE:
            return None
        return text, wave, np.full(int(len(wave) / 160) + 1, UNKNOWN_PHONE, np.uint8)

    def one(self):
        """(filter bank, phone of each frame, text) or None."""
        source = self.rng.choices(list(SOURCES), list(SOURCES.values()))[0]
        if source == "noise":
            count = self.rng.randint(RATE // 2, RATE * 5)
            wave = np.zeros(count) if self.rng.random() < .15 else self.spoiler.noise(count) * 10 ** self.rng.uniform(0, 3.3)
            bank = features.filter_bank(np.round(np.clip(wave, -32767, 32767)))
            return bank, np.zeros(len(bank), np.uint8), ""
        made = getattr(self, "_" + source)()
        if made is None or np.abs(made[1]).max() < 1e-4:
            return None
        text, wave, labels = made
        wave, before, speed = self.spoiler.spoil(wave)
        bank = features.filter_bank(wave)
        index = np.floor((np.arange(len(bank)) * .01 + .0125 - before) * speed * 100).astype(int)
        inside = (index >= 0) & (index < len(labels))
        return bank, np.where(inside, labels[index.clip(0, len(labels) - 1)], 0).astype(np.uint8), normalised(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", default="build/text.json")
    parser.add_argument("--tokens", default="build/lm", help="shards of tts/lm_data.py")
    parser.add_argument("--codec", default="../tiny/codec/model.onnx")
    parser.add_argument("--out", default="build/stt")
    parser.add_argument("--hours", type=float, default=60.)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    maker, out, made, seconds, started = Maker(args), pathlib.Path(args.out), [], 0., time.time()
    out.mkdir(parents=True, exist_ok=True)
    maker.spoiler.add_babble([w for w in (maker._codec()[1] for _ in range(60))], 5)
    shard = 0
    while seconds < args.hours * 3600 and (maker.shards or maker.tokens):
        one = maker.one()
        if one is None or not 30 <= len(one[0]) <= 1100:
            continue
        made.append(one)
        seconds += len(one[0]) / 100
        if len(made) == 1000:
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

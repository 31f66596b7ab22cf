"""Sequences of 40 s for the voice activity model: voices with pauses, rooms, noise, music, tones; a quarter without speech.

Voices are espeak-ng's and flite's, a generator of vowels and, with --digits, recordings of spoken digits. The teacher
(Silero VAD, not part of this project) labels them: teacher.py.
"""
import argparse
import json
import pathlib
import random
from concurrent.futures import ProcessPoolExecutor

import numpy as np
from scipy.io import wavfile
from scipy.signal import fftconvolve, firwin2, resample_poly

from speech.espeak import Espeak
from speech.flite import VOICES, Flite
from speech.people import HELD_OUT_PERSON

RATE, LENGTH = 16000, 640_000
PITCH = [(150, 230), (80, 130), (95, 150), (85, 140)]
SCALES = [(0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10), (0, 3, 5, 7, 10)]


def unit(x):
    return (x / (x.std() + 1e-6)).astype(np.float32)


class Sounds:
    """Everything that is not speech, and what rooms and telephones do to it all."""

    def __init__(self, rng, random_):
        self.rng, self.random = rng, random_

    def equaliser(self):
        count = self.rng.randint(4, 7)
        frequency = np.concatenate([[0], np.sort(self.random.uniform(.02, .95, count)), [1]])
        gain = 10 ** (np.cumsum(self.random.normal(0, 4, count + 2)) / 20)
        return firwin2(129, frequency, gain / np.sqrt((gain ** 2).mean())).astype(np.float32)

    def room(self):
        decay = self.rng.uniform(.1, .8)
        t = np.arange(int(RATE * min(decay, .5))) / RATE
        h = self.random.standard_normal(len(t)) * np.exp(-6.9 * t / decay)
        h[:int(self.rng.uniform(10, 80))] = 0
        h *= 10 ** (self.rng.uniform(-12, 0) / 20) / np.sqrt((h ** 2).sum() + 1e-9)
        h[0] = 1
        return h.astype(np.float32)

    def coloured(self, n, power):
        spectrum, f = np.fft.rfft(self.random.standard_normal(n)), np.arange(n // 2 + 1)
        f[0] = 1
        return unit(np.fft.irfft(spectrum / f ** (power / 2), n))

    def modulated(self, n):
        x = fftconvolve(self.coloured(n, self.rng.uniform(0, 2)), self.equaliser(), mode="same")
        knots = int(n / RATE * self.rng.uniform(.5, 10)) + 2
        return unit(x * np.interp(np.arange(n) / n, np.linspace(0, 1, knots), 10 ** (self.random.uniform(-25, 0, knots) / 20)))

    def clicks(self, n):
        rng, train, at, rate = self.rng, np.zeros(n, np.float32), 0, self.rng.uniform(2, 12)
        while True:
            at += int(RATE * self.random.exponential(1 / rate)) + rng.choice([0, 0, 800])
            if at >= n - 1700:
                break
            train[at] = rng.uniform(.3, 1)
            if rng.random() < .7:
                train[at + rng.randint(300, 1600)] = rng.uniform(.1, .5)
        t = np.arange(rng.randint(60, 800))
        h = self.random.standard_normal(len(t)) * np.exp(-t / len(t) * rng.uniform(3, 8))
        for _ in range(rng.randint(0, 3)):
            h += 2 * np.sin(2 * np.pi * rng.uniform(200, 6000) * t / RATE) * np.exp(-t / len(t) * 6)
        return unit(fftconvolve(train, h)[:n])

    def tones(self, n):
        rng, t, kind, wave = self.rng, np.arange(n) / RATE, self.rng.random(), 2 * np.pi
        if kind < .3:
            x = np.sin(wave * rng.uniform(60, 6000) * t)
        elif kind < .5:
            low, high = rng.uniform(200, 1500), rng.uniform(300, 3000)
            x = np.sin(wave * np.cumsum(low + (high - low) * (.5 + .5 * np.sin(wave * rng.uniform(.2, 6) * t))) / RATE)
        elif kind < .7:
            x, size = np.zeros(n), rng.randint(1000, 5000)
            for at in range(0, n - size, 2 * size):
                x[at:at + size] = sum(np.sin(wave * f * t[:size]) for f in (rng.choice([697, 770, 852, 941]), rng.choice([1209, 1336, 1477])))
        elif kind < .85:
            f = rng.choice([50, 60, 100, 120]) * rng.uniform(.99, 1.01)
            x = sum(np.sin(wave * f * h * t + h * h) * rng.random() / h ** .7 for h in range(1, 20))
        else:
            x = (2 * ((rng.uniform(80, 400) * t) % 1) - 1) * (.6 + .4 * np.sin(wave * rng.uniform(.1, 8) * t))
        return unit(x)

    def music(self, n):
        rng, x, beat = self.rng, np.zeros(n, np.float32), int(RATE * 30 / self.rng.uniform(60, 170))
        root, scale, drums, vibrato, at = rng.uniform(110, 440), rng.choice(SCALES), rng.random() < .6, rng.random() < .4, 0
        while at < n:
            if rng.random() < .65:
                size = min(n - at, beat * rng.choice([1, 2, 4, 8]))
                t, decay = np.arange(size) / RATE, rng.choice([0, .5, 2, 6, 12])
                shape = np.exp(-decay * t) * np.minimum(1, t * rng.choice([20, 100, 400])) * np.minimum(1, (size - np.arange(size)) / 300) * .3
                for _ in range(rng.choice([1, 1, 2, 3, 4])):
                    f = root * 2 ** ((rng.choice(scale) + 12 * rng.choice([-1, 0, 0, 1])) / 12)
                    phase = 2 * np.pi * f * t + (rng.uniform(.5, 3) * np.sin(2 * np.pi * 5.5 * t) if vibrato else 0)
                    x[at:at + size] += (sum((rng.random() / h) * np.sin(h * phase + h) for h in range(1, rng.choice([2, 4, 8, 12])) if h * f < 7500) * shape).astype(np.float32)
            if drums:
                size, kind = min(n - at, 3000), rng.random()
                t = np.arange(size) / RATE
                if kind < .3:
                    x[at:at + size] += (np.sin(2 * np.pi * (50 * t + 4 * (1 - np.exp(-t * 30)))) * np.exp(-t * 20)).astype(np.float32)
                elif kind < .8:
                    x[at:at + size] += (self.random.standard_normal(size) * np.exp(-t * (30 if kind < .5 else 80)) * .5).astype(np.float32)
            at += beat
        return unit(x)


class Voices:
    def __init__(self, rng, random_, texts, digits):
        self.rng, self.random, self.texts, self.flite, self.espeak = rng, random_, texts, Flite(), Espeak()
        self.digits = {}
        for path in sorted(pathlib.Path(digits).glob("*_*_*.wav")) if digits else []:
            if (person := path.name.split("_")[1]) != HELD_OUT_PERSON:
                self.digits.setdefault(person, []).append(path)

    def utterance(self):
        """float samples in some voice."""
        rng, kind = self.rng, self.rng.random()
        if kind < .07:
            return self._vowels(rng.uniform(60, 380), rng.uniform(.4, 3))
        if kind < .30 and self.digits:
            return self._digits(rng.choice(list(self.digits.values())))
        text = rng.choice(self.texts)
        if rng.random() < .25:
            text = " ".join(text.split()[:rng.randint(1, 4)])
        wave = self._flite(text) if kind < .55 else self.espeak.say(text, rng)
        if wave is None or len(wave) < 1000:
            return self.utterance()
        if rng.random() < .8:
            wave = resample_poly(wave, 160, round(160 * rng.uniform(.85, 1.18)), window=("kaiser", 4.)).astype(np.float32)
        return wave / (np.abs(wave).max() + 1)

    def _flite(self, text):
        voice = self.rng.randrange(len(VOICES))
        low, high = PITCH[voice]
        self.flite.set(voice, self.rng.uniform(.75, 1.3), self.rng.uniform(low * .9, high * 1.15))
        said = self.flite.say(voice, text, aligned=False)
        return None if said is None else said.wave.astype(np.float32)

    def _digits(self, paths):
        parts, speed = [], self.rng.uniform(.85, 1.18)
        for path in self.rng.choices(paths, k=self.rng.randint(1, 8)):
            rate, wave = wavfile.read(path)
            wave = resample_poly(wave.astype(np.float32), 160, round(rate / 100 * speed), window=("kaiser", 4.)).astype(np.float32)
            fade = np.minimum(1, np.minimum(np.arange(len(wave)), np.arange(len(wave))[::-1]) / 200)
            parts += [wave / (np.abs(wave).max() + 1) * fade, np.zeros(int(RATE * self.rng.choice([0, .03, .06, .1, .15, .25, .4])))]
        return np.concatenate(parts).astype(np.float32)

    def _vowels(self, f0, seconds):
        rng, n = self.rng, int(seconds * RATE)
        knots, t = max(2, int(seconds * rng.uniform(3, 8)) + 1), np.linspace(0, 1, n)
        at = np.linspace(0, 1, knots)
        f = np.interp(t, at, f0 * np.exp(self.random.normal(0, .12, knots)))
        phase, x, tilt = 2 * np.pi * np.cumsum(f) / RATE, np.zeros(n), rng.uniform(.2, 1.1)
        formants = [np.interp(t, at, self.random.uniform(a, b, knots)) for a, b in ((250, 900), (800, 2500), (2200, 3300), (3300, 4500))]
        for h in range(1, int(min(60, 5500 / f0)) + 1):
            gain = sum(w / (1 + ((h * f - c) / b) ** 2) for w, c, b in zip((1, .6, .3, .15), formants, (90, 120, 160, 250)))
            x += gain / h ** tilt * np.sin(h * phase)
        voiced = np.interp(t, at, self.random.uniform(0, 1, knots) * (self.random.random(knots) < .85))
        hiss = self.random.standard_normal(n) * np.interp(t, at, self.random.uniform(0, 1, knots) * (self.random.random(knots) < .4)) * .1
        x = x * voiced + hiss * np.abs(x).max()
        return (x / (np.abs(x).max() + 1e-6)).astype(np.float32)


class Sequences:
    def __init__(self, args):
        self.rng, self.random = random.Random(args.seed), np.random.default_rng(args.seed)
        texts = json.loads(pathlib.Path(args.text).read_text())["train"]
        self.sounds, self.voices = Sounds(self.rng, self.random), Voices(self.rng, self.random, texts["everyday"] + texts["fortune"] + texts["wordnet"], args.digits)
        s = self.sounds
        self.noises = {"coloured": [s.coloured(LENGTH, a) for a in (0, .5, 1, 1, 1.5, 2)], "babble": [self._babble(k) for k in (3, 5, 8)],
                       "music": [s.music(LENGTH) for _ in range(10)], "clicks": [s.clicks(LENGTH) for _ in range(6)],
                       "tones": [s.tones(LENGTH) for _ in range(10)], "modulated": [s.modulated(LENGTH) for _ in range(8)]}

    def _babble(self, talkers):
        mix = np.zeros(LENGTH, np.float32)
        for _ in range(talkers):
            at = self.rng.randint(0, 8000)
            while at < LENGTH:
                wave = self.voices.utterance()
                size = min(len(wave), LENGTH - at)
                mix[at:at + size] += wave[:size] / (wave.std() + 1e-6)
                at += size + self.rng.randint(0, 4000)
        return unit(mix)

    def _noise(self, n):
        wave = self.rng.choice(self.noises[self.rng.choices(["coloured", "babble", "music", "clicks", "tones", "modulated"], [.34, .1, .18, .12, .1, .16])[0]])
        at = self.rng.randint(0, LENGTH - n)
        return wave[at:at + n]

    def _speech(self):
        rng, x, powers, at, dense = self.rng, np.zeros(LENGTH, np.float32), [], int(self.rng.choice([0, .2, 1]) * self.rng.random() * RATE), self.rng.random()
        while at < LENGTH:
            wave = self.voices.utterance()
            if rng.random() < .3:
                wave = fftconvolve(wave, self.sounds.equaliser(), mode="same")
            wave = wave * 10 ** (rng.uniform(-8, 0) / 20)
            size = min(len(wave), LENGTH - at)
            x[at:at + size] += wave[:size]
            powers.append(np.mean(wave ** 2))
            pause = rng.uniform(.05, .5) if rng.random() < .5 else np.exp(rng.uniform(np.log(.1), np.log(3)))
            at += size + int(pause * (1 if dense > .3 else .5) * RATE)
        if rng.random() < .35:
            x = fftconvolve(x, self.sounds.room())[:LENGTH].astype(np.float32)
        if rng.random() < .72:
            for _ in range(rng.choice([1, 1, 1, 2])):
                a, b = rng.randint(0, LENGTH // 2) if rng.random() < .2 else 0, rng.randint(LENGTH // 2, LENGTH) if rng.random() < .2 else LENGTH
                x[a:b] += self._noise(b - a) * np.sqrt(np.mean(powers) + 1e-9) * 10 ** (-rng.uniform(-5, 40) / 20)
        return x

    def _silence(self):
        rng, x, at = self.rng, np.zeros(LENGTH, np.float32), 0
        while at < LENGTH:
            size = min(LENGTH - at, int(rng.uniform(2, 14) * RATE))
            if rng.random() > .12:
                x[at:at + size] = self._noise(size) * 10 ** (rng.uniform(-45, -8) / 20)
                if rng.random() < .25:
                    x[at:at + size] += self._noise(size) * 10 ** (rng.uniform(-45, -10) / 20)
            at += size
        return x

    def one(self):
        """int16 [640000]."""
        rng = self.rng
        x, kind = self._speech() if rng.random() < .76 else self._silence(), rng.random()
        if kind < .2:
            x = resample_poly(resample_poly(x, 1, 2), 2, 1).astype(np.float32)
        if kind < .06:
            law = np.round(np.log1p(255 * np.abs(x) / (np.abs(x).max() + 1e-6)) / np.log(256) * 127) / 127
            x = np.sign(x) * np.expm1(law * np.log(256)) / 255
        x = x / (np.abs(x).max() + 1e-6) * 10 ** (rng.uniform(-30, 0) / 20)
        if rng.random() < .06:
            x = np.clip(x * rng.uniform(1.5, 6), -1, 1)
        if rng.random() < .5:
            x = x + self.random.standard_normal(LENGTH) * 10 ** (rng.uniform(-90, -60) / 20)
        return np.round(np.clip(x, -1, 32767 / 32768) * 32768).astype(np.int16)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", default="build/text.json")
    parser.add_argument("--out", default="build/vad")
    parser.add_argument("--digits", help="folder of recordings DIGIT_SPEAKER_N.wav (CC BY-SA 4.0: state it beside the weights)")
    parser.add_argument("--files", type=int, default=10)
    parser.add_argument("--sequences", type=int, default=108, help="a file")
    parser.add_argument("--seed", type=int, default=10)
    parser.add_argument("--processes", type=int, default=1)
    args = parser.parse_args()
    folder = pathlib.Path(args.out)
    folder.mkdir(parents=True, exist_ok=True)
    files = [argparse.Namespace(**{**vars(args), "seed": args.seed + i}) for i in range(args.files)]
    # A process a file: espeak-ng hangs when it is set up for a second time.
    with ProcessPoolExecutor(args.processes, max_tasks_per_child=1) as processes:
        for path in processes.map(write, files):
            print(path, flush=True)


def write(args):
    made, path = Sequences(args), pathlib.Path(args.out) / f"{args.seed}.npy"
    np.save(path, np.stack([made.one() for _ in range(args.sequences)]))
    return path


if __name__ == "__main__":
    main()

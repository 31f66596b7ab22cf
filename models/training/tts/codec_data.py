"""Training data of the codec: flite's speech, and for each code four frames of its log envelope and voicing.

The spectra are stretched in time so that phone edges fall on the 20 ms grid of the codes. The envelope is a mean over one
harmonic's width, so that it holds no pitch; voicing is autocorrelation at the pitch period in five bands.
"""
import argparse
import pathlib
import pickle
import random

import numpy as np
import torch

from speech.flite import VOICES, Flite

from . import phones
from .codec import FRAMES_A_TOKEN, band_centres
from .lm_data import Texts

RATE, LONGEST = 16000, 8
VOICING_EDGES = [0, 1000, 2000, 4000, 6000, 8000]
KAL16 = VOICES.index("kal16")
SHORT, LONG = torch.hann_window(400), torch.hann_window(800)
LONG_CORRELATION = torch.fft.irfft(torch.fft.rfft(LONG, 2048).abs() ** 2, 2048)
_HZ = torch.linspace(0, 8000, 1025)
VOICING_MASKS = torch.stack([((_HZ >= a) & (_HZ < b)).float() for a, b in zip(VOICING_EDGES[:-1], VOICING_EDGES[1:])])
CENTRES = torch.tensor(band_centres(), dtype=torch.float32)


def _frames(wave, times, window):
    padded, half = torch.nn.functional.pad(torch.as_tensor(wave), (1000, 1000)), len(window) // 2
    centre = (torch.tensor(np.round(times * RATE)).long() + 1000).clamp(half, len(padded) - half - 1)
    return padded[centre[:, None] + torch.arange(-half, half)[None]] * window


def envelope(wave, times, f0):
    """Log power [N, 64] at `times` (seconds), averaged over a width of f0 (150 Hz where f0 is 0)."""
    power = torch.fft.rfft(_frames(wave, times, SHORT), 1024).abs() ** 2 / (SHORT ** 2).sum()
    width = torch.where(f0 > 0, f0.clamp(60, 400), torch.full_like(f0, 150.)) / 15.625
    mirrored = torch.cat([power[:, 1:33].flip(1), power, power[:, -33:-1].flip(1)], 1)
    running, centre = torch.cat([torch.zeros(len(power), 1), mirrored.cumsum(1)], 1), CENTRES[None] / 15.625 + 32.5

    def at(position):
        position = position.clamp(0, running.shape[1] - 1.001)
        low = position.long()
        part = position - low
        return running.gather(1, low) * (1 - part) + running.gather(1, low + 1) * part
    mean = (at(centre + width[:, None] / 2) - at(centre - width[:, None] / 2)) / width[:, None]
    return torch.log(mean.clamp_min(0) + 1e-7).numpy()


def voicing(wave, times, f0, own_pitch):
    """Harmonic share [N, 5]. own_pitch: find the period in the wave, since the diphone voice departs from its targets."""
    spectrum = torch.fft.rfft(_frames(wave, times, LONG), 2048).abs() ** 2

    def correlation(mask):
        r = torch.fft.irfft(spectrum * mask, 2048)[:, :400]
        return r / (r[:, :1] + 1e-9) / LONG_CORRELATION[:400] * LONG_CORRELATION[0]
    if own_pitch:
        lags = (correlation(VOICING_MASKS[:3].sum(0))[:, 123:246].argmax(1) + 123)[:, None] + torch.arange(-3, 4)[None]
    else:
        lags = ((RATE / f0.clamp_min(60))[:, None] * torch.linspace(.93, 1.07, 15)[None]).round().long()
    share = torch.stack([correlation(mask).gather(1, lags).max(1)[0] for mask in VOICING_MASKS], 1).clamp(0, 1)
    return (share * (f0 > 0)[:, None]).numpy()


def example(said):
    segments = phones.frames(said)
    codes, _ = phones.encode(segments, said.voice)
    times = np.concatenate([t0 + (np.arange(FRAMES_A_TOKEN * n) + .5) / (FRAMES_A_TOKEN * n) * (t1 - t0) for _, n, t0, t1, _, _ in segments])
    pitch = said.f0[np.clip((times * 200).astype(int), 0, len(said.f0) - 1)]
    f0, wave = torch.tensor(np.where(np.repeat(phones.IS_VOICED[codes], FRAMES_A_TOKEN) > 0, pitch, 0)).float(), said.wave.astype(np.float32) / 32767
    return dict(voice=said.voice, codes=codes.astype(np.int16), envelope=envelope(wave, times, f0).astype(np.float16),
                voicing=voicing(wave, times, f0, said.voice == KAL16).astype(np.float16))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", default="build/text.json")
    parser.add_argument("--out", default="build/codec.pkl")
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=3)
    args = parser.parse_args()
    torch.set_num_threads(1)
    flite, texts, out = Flite(), Texts(args.text, random.Random(args.seed)), []
    while len(out) < args.count:
        said = flite.say(len(out) % len(VOICES), texts.sentence())
        if said is not None and len(said.wave) < LONGEST * RATE:
            out.append(example(said))
    pathlib.Path(args.out).write_bytes(pickle.dumps(out))
    print(f"{len(out)} utterances, {sum(len(e['codes']) for e in out) / 50 / 3600:.2f} hours")


if __name__ == "__main__":
    main()

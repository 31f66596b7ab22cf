"""Reference features, computed with NumPy alone from the published definitions.

Run with Debian's python3-numpy in this folder: python3 make_fbank.py
Writes fbank_input.s16 (16 kHz mono s16le) and float32 little-endian tables:
fbank_sense_voice.f32 [frames, 80], lfr_sense_voice.f32 [rows, 560], fbank_zipformer.f32 [frames, 80].
"""
import numpy as np

RATE, LENGTH, SHIFT, FFT = 16000, 400, 160, 512
rng = np.random.default_rng(20)
t = np.arange(4567) / RATE
signal = 0.4 * np.sin(2 * np.pi * (200 * t + 1500 * t * t)) + 0.1 * np.sin(2 * np.pi * 3100 * t) + 0.02 * rng.standard_normal(t.size) + 0.05
signal[2000:2600] *= 0.001
s16 = np.clip(np.round(signal * 32767), -32768, 32767).astype("<i2")
s16.tofile("fbank_input.s16")
x = s16.astype(np.float64) / 32768


def mel(f):
    return 1127.0 * np.log(1 + f / 700.0)


def bank(high):
    low, top = mel(20.0), mel(high)
    step = (top - low) / 81
    grid = mel(np.arange(FFT // 2) * RATE / FFT)
    weights = np.zeros((FFT // 2, 80))
    for b in range(80):
        left, centre, right = low + b * step, low + (b + 1) * step, low + (b + 2) * step
        up, down = (grid - left) / (centre - left), (right - grid) / (right - centre)
        weights[:, b] = np.where((grid > left) & (grid < right), np.minimum(up, down), 0)
    return weights


def fbank(samples, window, high, snip):
    if snip:
        count = 1 + (len(samples) - LENGTH) // SHIFT
        starts = np.arange(count) * SHIFT
    else:
        count = (len(samples) + SHIFT // 2) // SHIFT
        starts = np.arange(count) * SHIFT + SHIFT // 2 - LENGTH // 2
    index = starts[:, None] + np.arange(LENGTH)[None, :]
    index = np.where(index < 0, -index - 1, index)
    index = np.where(index >= len(samples), 2 * len(samples) - 1 - index, index)
    frames = samples[index]
    frames = frames - frames.mean(1, keepdims=True)
    shifted = np.concatenate([frames[:, :1], frames[:, :-1]], 1)
    frames = (frames - 0.97 * shifted) * window
    power = np.abs(np.fft.rfft(frames, FFT, axis=1)) ** 2
    return np.log(np.maximum(power[:, : FFT // 2] @ bank(high), 1.1920929e-07))


n = np.arange(LENGTH)
hamming = 0.54 - 0.46 * np.cos(2 * np.pi * n / (LENGTH - 1))
povey = (0.5 - 0.5 * np.cos(2 * np.pi * n / (LENGTH - 1))) ** 0.85

sense = fbank(x * 32768, hamming, 8000.0, True)
sense.astype("<f4").tofile("fbank_sense_voice.f32")
fbank(x, povey, 7600.0, False).astype("<f4").tofile("fbank_zipformer.f32")

# Low frame rate 7/6, the first and last frame repeated; then (x + shift) * scale with made-up statistics.
rows = -(-len(sense) // 6)
index = np.clip(np.arange(rows)[:, None] * 6 + np.arange(7)[None, :] - 3, 0, len(sense) - 1)
stacked = sense[index].reshape(rows, 560)
shift = -10 + 0.01 * np.arange(560)
scale = 0.1 + 0.0005 * np.arange(560)
((stacked + shift) * scale).astype("<f4").tofile("lfr_sense_voice.f32")
print(len(sense), rows)

"""Reference mel spectrograms of NeMo, computed with NumPy alone from the published definitions.

Run with Debian's python3-numpy in this folder, after make_fbank.py: python3 make_nemo.py
Reads fbank_input.s16. Writes float32 little-endian tables [frames, bins], normalised over the utterance:
nemo_128.f32 (Parakeet TDT) and nemo_quartznet.f32 (64 bins, windows of 20 ms).
"""
import numpy as np

RATE, SHIFT, FFT = 16000, 160, 512
x = np.fromfile("fbank_input.s16", "<i2").astype(np.float64) / 32768


def hz_to_mel(f):
    return np.where(f < 1000, f * 3 / 200, 15 + np.log(np.maximum(f, 1e-9) / 1000) * 27 / np.log(6.4))


def mel_to_hz(m):
    return np.where(m < 15, m * 200 / 3, 1000 * np.exp(np.log(6.4) / 27 * (m - 15)))


def bank(bins):
    edges = mel_to_hz(np.linspace(hz_to_mel(np.array(0.0)), hz_to_mel(np.array(8000.0)), bins + 2))
    grid = np.arange(FFT // 2 + 1) * RATE / FFT
    weights = np.zeros((FFT // 2 + 1, bins))
    for b in range(bins):
        left, centre, right = edges[b : b + 3]
        triangle = np.minimum((grid - left) / (centre - left), (right - grid) / (right - centre))
        weights[:, b] = np.maximum(triangle, 0) * 2 / (right - left)
    return weights


def nemo(bins, length):
    emphasised = np.concatenate([x[:1], x[1:] - 0.97 * x[:-1]])
    padded = np.concatenate([np.zeros(FFT // 2), emphasised, np.zeros(FFT // 2)])
    window = np.zeros(FFT)
    start = (FFT - length) // 2
    window[start : start + length] = np.hanning(length)
    frames = np.stack([padded[i * SHIFT : i * SHIFT + FFT] for i in range(len(x) // SHIFT)])
    power = np.abs(np.fft.rfft(frames * window, axis=1)) ** 2
    features = np.log(power @ bank(bins) + 2.0**-24)
    return (features - features.mean(0)) / (features.std(0, ddof=1) + 1e-5)


nemo(128, 400).astype("<f4").tofile("nemo_128.f32")
nemo(64, 320).astype("<f4").tofile("nemo_quartznet.f32")

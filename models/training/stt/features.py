"""Kaldi's log mel filter bank (Hamming, no dither, edges snipped) and FunASR's low frame rate stacking."""
import numpy as np
import scipy.fft

BANDS, FRAME, HOP, STACK, SHIFT = 80, 400, 160, 7, 6


def _mel_banks(transform=512, rate=16000, low=20., high=8000.):
    mel = lambda f: 1127. * np.log(1 + f / 700.)
    edge, width = mel(low), (mel(high) - mel(low)) / (BANDS + 1)
    frequency = mel(np.arange(transform // 2) * rate / transform)
    weights = np.zeros((transform // 2 + 1, BANDS), np.float32)
    for band in range(BANDS):
        left, centre, right = (edge + (band + i) * width for i in range(3))
        slope = np.minimum((frequency - left) / (centre - left), (right - frequency) / (right - centre))
        weights[:transform // 2, band] = np.where((frequency > left) & (frequency < right), slope, 0)
    return weights


_MEL, _WINDOW, _FLOOR = _mel_banks(), (.54 - .46 * np.cos(2 * np.pi * np.arange(FRAME) / (FRAME - 1))).astype(np.float32), np.float32(1.1920929e-07)


def filter_bank(samples):
    """samples at 16 kHz in the range of 16-bit integers -> float32 [frames, 80]."""
    x = np.asarray(samples, np.float32)
    if len(x) < FRAME:
        return np.zeros((0, BANDS), np.float32)
    count = 1 + (len(x) - FRAME) // HOP
    frames = np.lib.stride_tricks.as_strided(x, (count, FRAME), (x.strides[0] * HOP, x.strides[0])).copy()
    frames -= frames.mean(1, keepdims=True)
    emphasised = np.empty_like(frames)
    emphasised[:, 1:] = frames[:, 1:] - np.float32(.97) * frames[:, :-1]
    emphasised[:, 0] = frames[:, 0] * np.float32(.03)
    spectrum = scipy.fft.rfft(emphasised * _WINDOW, 512, axis=1)
    return np.log(np.maximum((spectrum.real ** 2 + spectrum.imag ** 2) @ _MEL, _FLOOR))


def stacked(bank, offset=0):
    """[frames, 80] -> [ceil(frames / 6), 560]: seven frames a row, the first padded to the left, the last repeated."""
    rows = -(-len(bank) // SHIFT)
    index = np.arange(rows)[:, None] * SHIFT + np.arange(STACK)[None] - (STACK - 1) // 2 + offset
    return bank[np.clip(index, 0, len(bank) - 1)].reshape(rows, -1)

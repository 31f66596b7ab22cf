"""Voice activity: log power of four short frames a window, two convolutions, one LSTM.

At 8 kHz window, context, frame and hop have half as many samples, so that the bins stand at the same frequencies; those
from 4 kHz on are empty.
"""
import numpy as np
import torch
import torch.nn as nn

WINDOW, CONTEXT, FRAME, HOP, BINS, STATE = 512, 64, 192, 128, 97, 128
BINS_AT_8_KHZ = 48
GAIN = float(np.exp(3.))
FLOOR, SCALE = float(1e-7 * np.exp(6.)), .2
HANN = np.hanning(FRAME + 1)[:-1]


def basis(bins, frame):
    """Rows of cosines and sines float32 [2 bins, frame] of the windowed spectrum at FRAME samples' scale."""
    angle = 2 * np.pi * np.outer(np.arange(bins), np.arange(frame)) / frame
    return (np.concatenate([np.cos(angle), -np.sin(angle)]) * np.hanning(frame + 1)[:-1] * GAIN * FRAME / frame).astype(np.float32)


def features(samples, dtype=np.float16):
    """int16 [L] -> log power [windows, 4, 97]; 64 zeros of context come first."""
    x = np.concatenate([np.zeros(CONTEXT, np.float32), samples.astype(np.float32) / 32768])
    windows = (len(x) - CONTEXT) // WINDOW
    frames = np.lib.stride_tricks.sliding_window_view(x, FRAME)[::HOP][:4 * windows]
    spectrum = np.fft.rfft(frames * HANN.astype(np.float32) * GAIN, axis=-1)
    return np.log(spectrum.real ** 2 + spectrum.imag ** 2 + FLOOR).astype(dtype).reshape(windows, 4, BINS)


class VoiceActivity(nn.Module):
    def __init__(self, wide=112, narrow=64):
        super().__init__()
        self.wide, self.narrow = nn.Conv1d(BINS, wide, 3, padding=1), nn.Conv1d(wide, narrow, 3, stride=2, padding=1)
        self.memory, self.out = nn.LSTM(2 * narrow, STATE, batch_first=True), nn.Linear(STATE, 1)
        with torch.no_grad():
            self.memory.bias_hh_l0.zero_()
            self.memory.bias_ih_l0.zero_()
            self.memory.bias_ih_l0[STATE:2 * STATE] = 1
        self.memory.bias_hh_l0.requires_grad_(False)

    def forward(self, x, state=None):
        """features [B, T, 4, 97] -> logits [B, T], hidden states [B, T, 128], state."""
        b, t = x.shape[:2]
        y = torch.relu(self.wide(x.reshape(b * t, 4, BINS).transpose(1, 2) * SCALE))
        hidden, state = self.memory(torch.relu(self.narrow(y)).reshape(b, t, -1), state)
        return self.out(torch.relu(hidden)).squeeze(-1), hidden, state

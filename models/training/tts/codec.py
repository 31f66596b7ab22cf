"""The codec's decoder: tokens and a speaker -> spectral envelope and voicing -> samples, all in one graph of plain operators.

A small convolutional network gives four frames of 64 log envelope bands and 5 voicing shares a token. A fixed vocoder,
differentiable and without state, turns them into samples: band-limited pulses whose phase comes from the tokens, noise
from a table picked by a hash of the neighbouring tokens, minimum-phase filters by matrix transforms, overlap-add with
5 ms hops. The receptive field is 9 tokens to each side, so any window with 10 tokens of context equals the whole.

A speaker is the sum of 32 rows of tables: timbre (learnt), pitch offset, and traits (tract length, tilt, breath, gain) that turn
a voice of flite into another one between the network and the vocoder. The rows of derived speakers are computed, not learnt.
"""
import numpy as np
import onnx
import torch
import torch.nn as nn
import torch.nn.functional as F

from bfloat16 import linear
from exported import exported_state

from . import phones
from .speakers import OF_BASE, OWN
from .vocabulary import GLOBALS_A_SPEAKER

BANDS, VOICING_BANDS, FRAMES_A_TOKEN, SAMPLES_A_TOKEN = 64, 5, 4, 320
VOICING_CENTRES = [500, 1500, 3000, 5000, 7000.]
FILTER, HOP = 512, 80
GLOBAL_TABLE = 4096
TRACT, TILT, BREATH, GAIN = range(4)
PRIMES = [7919, 104729, 15485863, 32452843, 49979687, 67867967, 86028121, 1299709, 122949823, 141650939, 160481183, 179424673, 198491317]
NOISE_ROWS, HASH_MODULUS = 64, 61


def band_centres(count=BANDS):
    """Hz, evenly spaced on the mel scale from 0 to 8000."""
    mel = np.linspace(0, 2595 * np.log10(1 + 8000 / 700), count)
    return 700 * (10 ** (mel / 2595) - 1)


def interpolation(source, target):
    """Matrix [source, target] of linear interpolation."""
    w = np.zeros((len(source), len(target)))
    for j, f in enumerate(target):
        i = int(np.clip(np.searchsorted(source, f) - 1, 0, len(source) - 2))
        a = np.clip((f - source[i]) / (source[i + 1] - source[i]), 0, 1)
        w[i, j], w[i + 1, j] = 1 - a, a
    return w


class Vocoder(nn.Module):
    def __init__(self, emphasis):
        """emphasis: how much the envelope is sharpened against its own smooth version (0: not)."""
        super().__init__()
        bins, window = FILTER // 2 + 1, 2 * HOP
        hz = np.linspace(0, 8000, bins)
        spread = interpolation(band_centres(), hz)
        smooth = np.exp(-.5 * ((np.arange(BANDS)[:, None] - np.arange(BANDS)[None]) / 4.) ** 2)
        spread = ((1 + emphasis) * np.eye(BANDS) - emphasis * smooth / smooth.sum(0, keepdims=True)) @ spread
        fold = np.zeros(FILTER)
        fold[0], fold[1:FILTER // 2], fold[FILTER // 2] = 1, 2, 1
        minimum_phase = np.stack([np.fft.rfft(np.fft.irfft(row) * fold).imag for row in np.eye(bins)])
        n, k, m = np.arange(window), np.arange(bins), np.arange(FILTER)
        hann = .5 - .5 * np.cos(2 * np.pi * (n + .5) / window)
        weight = np.full(bins, 2.)
        weight[0] = weight[-1] = 1
        inverse = lambda wave: np.concatenate([weight[:, None] * wave(2 * np.pi * np.outer(k, m) / FILTER) / FILTER, np.zeros((bins, 560 - FILTER))], 1)
        noise = np.random.RandomState(0).randn(NOISE_ROWS, SAMPLES_A_TOKEN)
        buffers = dict(
            spread=.5 * spread, phase=.5 * spread @ minimum_phase, voicing=interpolation(VOICING_CENTRES, hz),
            cosine=np.cos(2 * np.pi * np.outer(n, k) / FILTER) * hann[:, None], sine=-np.sin(2 * np.pi * np.outer(n, k) / FILTER) * hann[:, None],
            inverse_cosine=inverse(np.cos), inverse_sine=-inverse(np.sin), noise=noise / np.sqrt((noise ** 2).mean(1, keepdims=True)),
            step_of=phones.STEP_OF, phase_of=phones.PHASE_OF / 4, is_voiced=phones.IS_VOICED, within=(np.arange(SAMPLES_A_TOKEN) + .5) / SAMPLES_A_TOKEN)
        for name, value in buffers.items():
            self.register_buffer(name, torch.tensor(value, dtype=torch.float32))

    def excitation(self, ids, offset):
        """Pulses [B, 320 T], noise [B, 320 T] and voicing [B, T] of codes [B, T] with the speaker's pitch offset [B].

        The phase within a token is a cubic that meets its neighbours in value and slope; both are averages over five
        tokens, so that pitch steps are smooth and yet nothing but near tokens matters.
        """
        pad = 6
        voiced, advance, code = F.pad(self.is_voiced[ids], (pad, pad)), F.pad((self.step_of[ids] + offset[:, None]) / 4, (pad, pad), value=2.), F.pad(ids + 1, (pad, pad))
        at = lambda x, j: x[:, pad + j:x.shape[1] - pad + j]
        here, v = at(advance, 0), at(voiced, 0)
        after, before, open_after, open_before = [here], [here], 1., 1.
        for j in (1, 2, 3):
            open_after, open_before = at(voiced, j) * open_after, at(voiced, -j) * open_before
            after.append(torch.where(open_after > 0, at(advance, j), after[-1]))
            before.append(torch.where(open_before > 0, at(advance, -j), before[-1]))
        w0, w1, w2 = .25, .225, .15
        start = self.phase_of[ids] + w1 * (here - before[1]) + w2 * (here + after[1] - before[1] - before[2])
        inside = w0 * here + w1 * (after[1] + before[1]) + w2 * (after[2] + before[2])
        previous = w0 * before[1] + w1 * (here + before[2]) + w2 * (after[1] + before[3])
        following = w0 * after[1] + w1 * (after[2] + here) + w2 * (after[3] + before[1])
        slope0, slope1, u = (previous + inside) / 2, (inside + following) / 2, self.within[None, None]
        start, inside, slope0, slope1 = (x[..., None] for x in (start, inside, slope0, slope1))
        cycles = start + slope0 * u + (3 * inside - 2 * slope0 - slope1) * u * u + (slope0 + slope1 - 2 * inside) * u * u * u
        f0 = inside * 50
        harmonics, x = torch.floor(7800 / f0), cycles - torch.floor(cycles)
        sine = torch.sin(np.pi * x)
        near_zero = sine < 1e-3
        pulses = torch.where(near_zero, harmonics + 0 * sine, (torch.sin((2 * harmonics + 1) * np.pi * x) / torch.where(near_zero, torch.full_like(sine, 1e-3), sine) - 1) / 2)
        pulses = pulses * 2 * torch.sqrt(f0 / 16000) * v[..., None]
        row = at(code, 0) * 0
        for j, prime in zip(range(-pad, pad + 1), PRIMES):
            row = row + at(code, j) * prime
        return pulses.flatten(1), self.noise[row % HASH_MODULUS].flatten(1), v

    def forward(self, envelope, voicing, ids, offset):
        """envelope [B, 4 T, 64] log power, voicing [B, 4 T, 5] harmonic share, codes [B, T], offset [B] -> samples [B, 320 T]."""
        pulses, noise, v = self.excitation(ids, offset)

        def windows(x):
            blocks = F.pad(x, (HOP // 2, HOP // 2)).reshape(x.shape[0], -1, HOP)
            return torch.cat([blocks[:, :-1], blocks[:, 1:]], 2)
        per_frame = v[:, :, None].expand(-1, -1, FRAMES_A_TOKEN).reshape(v.shape[0], -1)[..., None]
        share = (voicing @ self.voicing).clamp(0, 1) * per_frame
        pulses, noise, a, b = windows(pulses), windows(noise), torch.sqrt(share), torch.sqrt(1 - share)
        real, imaginary = pulses @ self.cosine * a + noise @ self.cosine * b, pulses @ self.sine * a + noise @ self.sine * b
        size, angle = torch.exp((envelope @ self.spread).clamp(-9, 4)), envelope @ self.phase
        c, s = torch.cos(angle) * size, torch.sin(angle) * size
        frames, out = (real * c - imaginary * s) @ self.inverse_cosine + (real * s + imaginary * c) @ self.inverse_sine, 0
        for i in range(7):
            out = out + F.pad(frames[:, :, i * HOP:(i + 1) * HOP], (0, 0, i, 6 - i))
        return out.reshape(out.shape[0], -1)[:, HOP // 2:HOP // 2 + ids.shape[1] * SAMPLES_A_TOKEN]


class Block(nn.Module):
    """Depthwise convolution over three tokens and a feed-forward layer, scaled and shifted by the speaker."""

    def __init__(self, size, widen, speaker):
        super().__init__()
        self.depthwise, self.norm = nn.Conv1d(size, size, 3, padding=1, groups=size), nn.LayerNorm(size, eps=1e-5)
        self.adapt, self.up, self.down = nn.Linear(speaker, 2 * size), nn.Linear(size, size * widen), nn.Linear(size * widen, size)
        nn.init.zeros_(self.adapt.weight)
        nn.init.zeros_(self.adapt.bias)
        self.gain = nn.Parameter(torch.full((size,), .3))

    def forward(self, x, speaker):
        h = self.norm(self.depthwise(x.transpose(1, 2)).transpose(1, 2))
        scale, shift = self.adapt(speaker)[:, None].chunk(2, -1)
        return x + self.gain * linear(self.down, F.gelu(linear(self.up, h * (1 + scale) + shift)))


class Decoder(nn.Module):
    """Codes and global tokens -> envelope and voicing."""

    def __init__(self, size=192, layers=5, speaker=64):
        super().__init__()
        self.phone, self.step, self.speakers = nn.Embedding(len(phones.PHONES), size), nn.Embedding(phones.STEPS, size), nn.Embedding(GLOBAL_TABLE, speaker)
        nn.init.normal_(self.speakers.weight, 0, .05)
        self.first, self.blocks = nn.Conv1d(size, size, 5, padding=2), nn.ModuleList([Block(size, 5, speaker) for _ in range(layers)])
        self.norm, self.out, self.speaker = nn.LayerNorm(size, eps=1e-5), nn.Linear(size, FRAMES_A_TOKEN * (BANDS + VOICING_BANDS)), nn.Linear(speaker, size)
        offsets = torch.full((GLOBAL_TABLE, 1), 8 / GLOBALS_A_SPEAKER)
        for voice, offset in enumerate(phones.PITCH_OFFSET):
            offsets[voice * GLOBALS_A_SPEAKER:(voice + 1) * GLOBALS_A_SPEAKER] = offset / GLOBALS_A_SPEAKER
        for name, value in dict(phone_of=torch.tensor(phones.PHONE_OF), step_of=torch.tensor(phones.STEP_OF), is_voiced=torch.tensor(phones.IS_VOICED).float(),
                                offsets=offsets, traits=torch.zeros(GLOBAL_TABLE, 4), mean=torch.zeros(BANDS), deviation=torch.ones(BANDS)).items():
            self.register_buffer(name, value)

    def forward(self, ids, globals_):
        speaker = self.speakers(globals_).sum(1)
        x = self.phone(self.phone_of[ids]) + self.step(self.step_of[ids]) * self.is_voiced[ids][..., None] + self.speaker(speaker)[:, None]
        x = self.first(x.transpose(1, 2)).transpose(1, 2)
        for block in self.blocks:
            x = block(x, speaker)
        out = linear(self.out, self.norm(x))
        out = out.reshape(out.shape[0], -1, BANDS + VOICING_BANDS)
        return out[..., :BANDS] * self.deviation + self.mean, out[..., BANDS:]

    def offset(self, globals_):
        """Quarter cycles a frame, a multiple of 4 so that phase digits keep their meaning."""
        return torch.round(self.offsets[globals_].sum(1)[:, 0] / 4) * 4


class Tract(nn.Module):
    """Moves the envelope along the frequency axis, as a shorter or longer vocal tract does, tilts and lifts it."""

    def __init__(self):
        super().__init__()
        for name, value in dict(centres=band_centres() / 700, band=np.arange(BANDS), slope=np.linspace(0, 1, BANDS)).items():
            self.register_buffer(name, torch.tensor(value, dtype=torch.float32))

    def forward(self, envelope, traits):
        """envelope [B, 4 T, 64], traits [B, 4] -> [B, 4 T, 64]: band f takes what stood at f / tract, between two bands linearly."""
        source = torch.log(1 + self.centres * torch.exp(-traits[:, TRACT:TRACT + 1] - 0 * self.centres)) * ((BANDS - 1) / np.log(1 + 8000 / 700))
        weight = F.relu(1 - (self.band[:, None] - source.clamp(0, BANDS - 1)[:, None]).abs())
        return envelope @ weight + (traits[:, TILT:TILT + 1] * self.slope + traits[:, GAIN:])[:, None]


class Codec(nn.Module):
    """What is exported: semantic_tokens [B, T], global_tokens [B, 32] -> wav [B, 1, 320 T]."""

    def __init__(self, decoder, emphasis=.15, voicing_power=1.4):
        super().__init__()
        self.decoder, self.tract, self.vocoder, self.voicing_power = decoder, Tract(), Vocoder(emphasis), voicing_power

    def forward(self, semantic_tokens, global_tokens):
        ids, globals_ = semantic_tokens.clamp(0, phones.CODES - 1), global_tokens.clamp(0, GLOBAL_TABLE - 1)
        envelope, voicing = self.decoder(ids, globals_)
        traits = self.decoder.traits[globals_].sum(1)
        voicing = 1 - torch.exp(self.voicing_power * F.logsigmoid(traits[:, None, BREATH:GAIN] - voicing))
        envelope = self.tract(envelope, traits)
        return self.vocoder(envelope, voicing, ids, self.decoder.offset(globals_))[:, None]


def speaker_globals(voice):
    return torch.arange(GLOBALS_A_SPEAKER)[None] + GLOBALS_A_SPEAKER * voice


@torch.no_grad()
def install_speakers(decoder):
    """Computes the rows of the last four global tokens of each base voice: once each they are the base, four times one of
    them is a derived speaker. The sums of the base voices stay what they were."""
    timbre, offsets, traits = decoder.speakers.weight, decoder.offsets, decoder.traits
    voices = [timbre[v * GLOBALS_A_SPEAKER:(v + 1) * GLOBALS_A_SPEAKER].sum(0) for v in range(len(OF_BASE))]
    for base, speakers in enumerate(OF_BASE):
        first = base * GLOBALS_A_SPEAKER
        wanted = [(timbre, lambda s: torch.lerp(voices[base], voices[s.other], s.share)), (offsets, lambda s: torch.tensor([float(s.offset())])),
                  (traits, lambda s: torch.tensor([float(np.log(s.tract)), s.tilt, s.breath, s.gain]))]
        for table, value in wanted:
            head, whole = table[first:first + OWN].sum(0), value(speakers[0])
            for s in speakers[1:]:
                table[first + OWN + s.variant] = (value(s) - head) / 4
            table[first + OWN] = whole - head - table[first + OWN + 1:first + GLOBALS_A_SPEAKER].sum(0)


def load_decoder(path):
    """path: .pt, a state of PyTorch, or .onnx, what export_codec.py writes."""
    decoder = Decoder()
    if str(path).endswith(".onnx"):
        state = {name.removeprefix("decoder."): value for name, value in exported_state(onnx.load(path)).items() if name.startswith("decoder.")}
        decoder.load_state_dict(decoder.state_dict() | state)
    else:
        decoder.load_state_dict(torch.load(path, map_location="cpu"))
    return decoder


def load(path):
    decoder = load_decoder(path)
    install_speakers(decoder)
    return Codec(decoder.eval()).eval()

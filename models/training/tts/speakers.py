"""The twelve speakers: four voices of flite, and eight made of them by tract length, pitch, range, pace, tilt and breath.

A speaker is 32 global tokens. The first 28 are those of its base voice; the last four are the base's own four, or one of
its last three four times over. So the language model needs no new token, and the codec, which sums a row a token, makes a
speaker of any sum. What the codec does to a derived speaker stands in its table (`codec.install_speakers`); pitch steps and
pace are in the codes and are learnt by the language model (`Speaker.restyle`).
"""
import dataclasses

import numpy as np

from . import phones
from .vocabulary import GLOBALS_A_SPEAKER

OWN = 28


@dataclasses.dataclass(frozen=True)
class Speaker:
    """name: the voice's name in models/manifest.json. base: index into vocabulary.SPEAKERS. variant: 0 the base itself, 1 to 3 derived.

    tract: factor of the formants' frequencies. octave: added to the pitch offset, quarter cycles a frame, a multiple of 4 (50 Hz).
    spread, shift: pitch steps become centre + shift + spread * (step - centre). stretch: factor of durations.
    tilt: change of the log power from the lowest to the highest band. breath: taken from the logit of voicing.
    gain: added to the log power, so that all speakers are about equally loud. other, share: so much of another base's timbre."""
    name: str
    base: int
    description: str
    variant: int = 0
    tract: float = 1.
    octave: int = 0
    spread: float = 1.
    shift: float = 0.
    stretch: float = 1.
    tilt: float = 0.
    breath: float = 0.
    gain: float = 0.
    other: int = 0
    share: float = 0.

    def globals(self):
        """The 32 global tokens."""
        first = GLOBALS_A_SPEAKER * self.base
        last = [first + OWN + self.variant] * 4 if self.variant else list(range(first + OWN, first + GLOBALS_A_SPEAKER))
        return list(range(first, first + OWN)) + last

    def offset(self):
        """Quarter cycles a frame below which the speaker's pitch does not go."""
        return phones.PITCH_OFFSET[self.base] + self.octave

    def restyle(self, codes):
        """The base voice's codes [N] -> (this speaker's codes [M], which of the N each came from [M])."""
        if self.variant == 0:
            return codes, np.arange(len(codes))
        voiced, phone, step = phones.IS_VOICED[codes] > 0, phones.PHONE_OF[codes], phones.STEP_OF[codes]
        starts = np.flatnonzero(np.concatenate([[True], (phone[1:] != phone[:-1]) | (step[1:] != step[:-1])]))
        ends = np.concatenate([starts[1:], [len(codes)]])
        source, clock, made = [], 0., 0
        for a, b in zip(starts, ends):
            clock += (b - a) * self.stretch
            count = max(1, round(clock) - made)
            source.append(a + (np.arange(count) * (b - a)) // count)
            made += count
        source = np.concatenate(source)
        voiced, phone, centre = voiced[source], phone[source], CENTRES[self.base]
        step = np.clip(np.round(centre + self.shift + self.spread * (step[source] - centre)), 0, phones.STEPS - 1).astype(int) * voiced
        before = np.cumsum(step) - step
        onset = voiced & np.concatenate([[True], ~voiced[:-1]])
        phase = (before - np.maximum.accumulate(np.where(onset, before, 0))) % phones.PHASES
        return np.where(voiced, phone * 32 + step * 4 + phase, codes[source]), source


# Mean pitch step of the base voices.
CENTRES = [1.9, 4., 2.1, 3.2]
SPEAKERS = [
    Speaker("Mitra", 0, "flite slt, a woman.", gain=-1.2),
    Speaker("Aaranya", 0, "Made of flite slt: a young woman, high and quick.", 1, tract=1.12, octave=4, spread=1.3, stretch=.93, tilt=.5, gain=-1.4),
    Speaker("Taru", 0, "Made of flite slt: a woman with a low, dark voice, unhurried.", 2, tract=.90, octave=-4, shift=1.7, stretch=1.08, tilt=-.7, gain=-1.3),
    Speaker("Neer", 1, "flite rms, a man.", gain=0.3),
    Speaker("Dhruva", 2, "flite awb, a man, Scottish.", gain=0.1),
    Speaker("Ira", 0, "Made of flite slt and kal16: a woman with a breathy, lively voice.", 3, tract=1.05, spread=1.5, shift=1.2, breath=.8, other=3, share=.5, gain=0.25),
    Speaker("Veda", 3, "flite kal16, a man, diphones.", gain=2.1),
    Speaker("Aria", 1, "Made of flite rms: a man with a deep voice, slow.", 1, tract=.88, shift=-1.7, stretch=1.1, tilt=-.5, gain=0.7),
    Speaker("Aarvi", 1, "Made of flite rms: a woman, a little breathy.", 2, tract=1.17, octave=8, spread=1.2, shift=-1.2, breath=.4, gain=0.2),
    Speaker("Asha", 2, "Made of flite awb: a woman, Scottish.", 1, tract=1.13, octave=4, spread=1.3, shift=.8, stretch=1.05, gain=-0.2),
    Speaker("Bittu", 2, "Made of flite awb: a child, high and lively.", 2, tract=1.27, octave=8, spread=1.5, shift=1., stretch=.96, gain=-0.2),
    Speaker("Mira", 3, "Made of flite kal16: a woman, clear and even.", 1, tract=1.2, octave=8, spread=2., shift=-.6, gain=2.0),
]
BY_NAME = {s.name: s for s in SPEAKERS}
OF_BASE = [[s for s in SPEAKERS if s.base == base] for base in range(4)]

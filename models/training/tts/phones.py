"""The code book of the tiny codec: 1002 tokens at 50 a second, each a phone, a pitch step and a phase digit.

Voiced tokens are (phone * 8 + step) * 4 + phase; 12.5 Hz a step above the speaker's offset. A frame's pitch is a
multiple of a quarter cycle a frame, so the phase digit tells the decoder, which sees only a few tokens, where in the
glottal cycle a frame starts: phase' = (phase + step) mod 4.
"""
import numpy as np

VOICED = "aa ae ah ao aw ax ay eh er ey ih iy ow oy uh uw b d dh g jh l m n ng r v w y z zh".split()
UNVOICED = "ch f hh k p s sh t th".split()
PHONES = VOICED + UNVOICED + ["pau"]
PHONE_ID = {p: i for i, p in enumerate(PHONES)}
STEPS, PHASES = 8, 4
CODES = len(VOICED) * STEPS * PHASES + len(UNVOICED) + 1
PAUSE = CODES - 1
FIRST_UNVOICED = len(VOICED) * STEPS * PHASES
# Quarter cycles a frame below which a speaker's pitch does not go: slt, rms, awb, kal16.
PITCH_OFFSET = [12, 4, 8, 4]
HZ_A_STEP = 12.5

_tail = [0] * (len(UNVOICED) + 1)
PHONE_OF = np.array([i // 32 for i in range(FIRST_UNVOICED)] + list(range(len(VOICED), len(PHONES))))
STEP_OF = np.array([i // 4 % 8 for i in range(FIRST_UNVOICED)] + _tail)
PHASE_OF = np.array([i % 4 for i in range(FIRST_UNVOICED)] + _tail)
IS_VOICED = np.array([1] * FIRST_UNVOICED + _tail)
LEAD_FRAMES, TAIL_FRAMES, LONGEST_PAUSE = 2, 3, 12


def frames(utterance):
    """[(phone, frames, start, end, word, pitch)] on the 20 ms grid; silence at both ends and long pauses are cut short."""
    phones, ends = utterance.phones, utterance.ends
    starts = np.concatenate([[0], ends[:-1]])
    pitch = utterance.phone_pitch().astype(float)
    known = (pitch > 20) & (pitch < 1000) & np.array([p in VOICED for p in phones])
    pitch = np.interp(np.arange(len(phones)), np.flatnonzero(known), pitch[known]) if known.any() else np.full(len(phones), 100.)
    out, clock, grid = [], 0., 0
    for i, phone in enumerate(phones):
        start, end = float(starts[i]), float(ends[i])
        if phone == "pau" and i == 0:
            start = max(start, end - LEAD_FRAMES * .02)
        elif phone == "pau" and i == len(phones) - 1:
            end = min(end, start + TAIL_FRAMES * .02)
        clock += end - start
        edge = max(grid + 1, int(round(clock * 50)))
        count = edge - grid
        if phone == "pau" and count > LONGEST_PAUSE:
            clock -= (count - LONGEST_PAUSE) * .02
            count, edge = LONGEST_PAUSE, grid + LONGEST_PAUSE
        out.append((phone, count, start, end, int(utterance.word_of[i]), pitch[i]))
        grid = edge
        clock = max(clock, grid * .02 - .02)
    return out


def encode(segments, voice, pitch_scale=1.0):
    """(codes, segment of each code) of the result of frames()."""
    codes, segment, phase = [], [], None
    for index, (phone, count, _, _, _, pitch) in enumerate(segments):
        if phone in VOICED:
            step = int(np.clip(round(pitch * pitch_scale / HZ_A_STEP) - PITCH_OFFSET[voice], 0, STEPS - 1))
            phase = phase or 0
            for _ in range(count):
                codes.append(PHONE_ID[phone] * 32 + step * 4 + phase)
                phase = (phase + step) % PHASES
        else:
            phase = None
            codes += [PAUSE if phone == "pau" else FIRST_UNVOICED + UNVOICED.index(phone)] * count
        segment += [index] * count
    return np.array(codes), np.array(segment)


def runs(codes):
    """[(first, end)] of the stretches of one phone."""
    edges = np.flatnonzero(np.diff(PHONE_OF[codes])) + 1
    return list(zip([0, *edges.tolist()], [*edges.tolist(), len(codes)]))


def phone_sequence(codes):
    """The phones of a code sequence, repeats and pauses removed."""
    out = []
    for code in codes:
        phone = PHONES[PHONE_OF[code]]
        if not out or out[-1] != phone:
            out.append(phone)
    return [p for p in out if p != "pau"]

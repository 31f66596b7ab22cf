"""Training data of the language model from its own speech: what it said up to a place, and from there on what flite says.

A model trained only on flite's codes never hears a mistake and loses its place in the text after its own. Where it left out or
added three phones or more, flite goes on from that very place; where it did not, from after a wrong phone, or anywhere.
Learnt is what flite says, never what the model said.
"""
import argparse
import pathlib
import random
import time

import numpy as np
import torch

from speech.flite import Flite

from . import phones
from .lm import generate
from .lm_data import LONGEST_SPEECH, Texts, example
from .restore import language_model
from .speakers import OF_BASE, SPEAKERS
from .vocabulary import FIRST_CODE, prompt

LOST, SHORTEST, ROWS = 3, 90, 96
SAMPLING = dict(temperature=.8, top_k=25, top_p=.9)


def runs(codes):
    """Where each phone starts and ends, without pauses: [(phone, first, end)]."""
    phone = phones.PHONE_OF[codes]
    starts = np.flatnonzero(np.concatenate([[True], phone[1:] != phone[:-1]]))
    ends = np.concatenate([starts[1:], [len(codes)]])
    return [(int(phone[a]), int(a), int(b)) for a, b in zip(starts, ends) if codes[a] != phones.PAUSE]


def steps(said, right):
    """The cheapest way from one list of phones to the other: [(index or None, index or None)]."""
    cost = np.zeros((len(said) + 1, len(right) + 1), int)
    cost[0], cost[:, 0] = np.arange(len(right) + 1), np.arange(len(said) + 1)
    for i, a in enumerate(said):
        for j, b in enumerate(right):
            cost[i + 1, j + 1] = min(cost[i, j] + (a != b), cost[i, j + 1] + 1, cost[i + 1, j] + 1)
    i, j, out = len(said), len(right), []
    while i or j:
        if i and j and cost[i, j] == cost[i - 1, j - 1] + (said[i - 1] != right[j - 1]):
            i, j = i - 1, j - 1
            out.append((i, j))
        elif j and cost[i, j] == cost[i, j - 1] + 1:
            j -= 1
            out.append((None, j))
        else:
            i -= 1
            out.append((i, None))
    return out[::-1]


def turn(way, said, right, rng):
    """-> how many of the phones said are kept, which of the right ones comes next, whether a word was lost or said again there."""
    kept = next_ = missing = added = 0
    wrong, matched = [], []
    for i, j in way:
        if i is not None and j is not None:
            missing = added = 0
            kept, next_ = i + 1, j + 1
            (matched if said[i] == right[j] else wrong).append((kept, next_))
            continue
        missing, added = (missing + 1, 0) if i is None else (0, added + 1)
        if max(missing, added) == LOST:
            return kept, next_, True
    return *rng.choice(wrong if wrong and rng.random() < .7 else matched), False


def spliced(own, flites, rng):
    """Own codes up to a place, flite's from there -> codes, where flite's start, index into flite's of the first, lost a word there.
    None where there is nothing to go on with."""
    own_runs, right_runs = runs(own), runs(flites)
    said, right = [r[0] for r in own_runs], [r[0] for r in right_runs]
    if not said:
        return None
    kept, next_, lost = turn(steps(said, right), said, right, rng)
    if kept == 0 or next_ >= len(right):
        return None
    a, b = own_runs[kept - 1][2], right_runs[next_ - 1][2] if next_ else 0
    rest = flites[b:].copy()
    if phones.IS_VOICED[own[a - 1]] and phones.IS_VOICED[rest[0]]:
        # The phase goes on from what was said, to the next sound without pitch.
        shift = (own[a - 1] + phones.STEP_OF[own[a - 1]] - rest[0]) % phones.PHASES
        end = int(np.argmin(phones.IS_VOICED[rest])) or len(rest)
        rest[:end] = rest[:end] // phones.PHASES * phones.PHASES + (rest[:end] + shift) % phones.PHASES
    return np.concatenate([own[:a], rest]), a, b, lost


def write(path, examples):
    part = path.with_suffix(".part.npz")
    np.savez(part, text=np.concatenate([e[0] for e in examples]), code=np.concatenate([e[1] for e in examples]), centre=np.concatenate([e[2] for e in examples]),
             lengths=np.array([(len(e[0]), len(e[1]), e[3], e[4]) for e in examples], np.int32))
    part.rename(path)


def read(path):
    """[(text ids, code ids, centres, index of the speaker, index of the first code to learn)]"""
    z, out, t, c = np.load(path), [], 0, 0
    text, code, centre = z["text"], z["code"], z["centre"]
    for n_text, n_code, speaker, start in z["lengths"]:
        out.append((text[t:t + n_text], code[c:c + n_code], centre[c:c + n_code], int(speaker), int(start)))
        t, c = t + n_text, c + n_code
    return out


def prepared(texts, flite, count, rng):
    """[(what flite says, a speaker made of its voice)], texts of like length side by side."""
    out = []
    while len(out) < count:
        text, voice = texts.passage(), rng.randrange(4)
        said = example(flite, voice, text) if len(text) >= SHORTEST else None
        if said is not None and len(said[1]) <= LONGEST_SPEECH:
            out.append((said, rng.choice(OF_BASE[voice])))
    return sorted(out, key=lambda e: len(e[0][0]))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lm", default="../tiny/tts/model.onnx", help="checkpoint or exported file")
    parser.add_argument("--text", default="build/text.json")
    parser.add_argument("--out", default="build/lm")
    parser.add_argument("--count", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(1)
    rng, flite, out, model = random.Random(args.seed), Flite(audio=False), pathlib.Path(args.out), language_model(args.lm)
    texts, made, lost_words, ready, started = Texts(args.text, rng), 0, 0, [], time.time()
    out.mkdir(parents=True, exist_ok=True)
    while made < args.count:
        ready = ready or prepared(texts, flite, 4 * ROWS, rng)
        rows, ready = ready[:ROWS], ready[ROWS:]
        prompts = [prompt(said[0].tolist(), speaker.base, globals_=speaker.globals()) for said, speaker in rows]
        own, _ = generate(model, prompts, seed=rng.getrandbits(30), limit=LONGEST_SPEECH, **SAMPLING)
        examples = []
        for ((text, codes, centres), speaker), ids in zip(rows, own):
            flites, source = speaker.restyle(codes - FIRST_CODE)
            made_of = spliced(np.array([t - FIRST_CODE for t in ids if t >= FIRST_CODE], np.int64), flites, rng)
            if made_of is None:
                continue
            codes, start, first, lost = made_of
            centres = np.concatenate([np.full(start, -1, np.float16), centres[source][first:]])
            examples.append((text, (codes + FIRST_CODE).astype(np.int16), centres, SPEAKERS.index(speaker), start))
            lost_words += lost
        write(out / f"own-{args.seed:02d}-{made // ROWS:04d}.npz", examples)
        made += ROWS
        print(f"{made} said, a word lost or said again in {lost_words}, {time.time() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()

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

from evaluation.errors import alignment
from speech.flite import Flite

from . import phones
from .lm import generate
from .lm_data import LONGEST_SPEECH, example, texts_of, write_shard
from .restore import language_model
from .speakers import OF_BASE, SPEAKERS
from .vocabulary import FIRST_CODE, codes_of, prompt

LOST, SHORTEST, ROWS = 3, 90, 96
SAMPLING = dict(temperature=.8, top_k=25, top_p=.9)


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
    own_runs, right_runs = ([r for r in phones.runs(codes) if codes[r[0]] != phones.PAUSE] for codes in (own, flites))
    said, right = phones.PHONE_OF[own[[a for a, _ in own_runs]]].tolist(), phones.PHONE_OF[flites[[a for a, _ in right_runs]]].tolist()
    kept, next_, lost = turn(alignment(said, right), said, right, rng)
    if kept == 0 or next_ >= len(right):
        return None
    a, b = own_runs[kept - 1][1], right_runs[next_ - 1][1] if next_ else 0
    rest = flites[b:].copy()
    if phones.IS_VOICED[own[a - 1]] and phones.IS_VOICED[rest[0]]:
        # The phase goes on from what was said, to the next sound without pitch.
        shift = (own[a - 1] + phones.STEP_OF[own[a - 1]] - rest[0]) % phones.PHASES
        end = int(np.argmin(phones.IS_VOICED[rest])) or len(rest)
        rest[:end] = rest[:end] // phones.PHASES * phones.PHASES + (rest[:end] + shift) % phones.PHASES
    return np.concatenate([own[:a], rest]), a, b, lost


def prepared(texts, pronouncer, flite, count, rng):
    """[(what flite says, a speaker made of its voice)], texts of like length side by side."""
    out = []
    while len(out) < count:
        text, voice = texts.passage(), rng.randrange(4)
        said = example(flite, voice, text, pronouncer) if len(text) >= SHORTEST else None
        if said is not None and len(said[1]) <= LONGEST_SPEECH:
            out.append((said, rng.choice(OF_BASE[voice])))
    return sorted(out, key=lambda e: len(e[0][0]))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lm", default="../tiny/tts/model.onnx", help="checkpoint or exported file")
    parser.add_argument("--text", default="build/text.json")
    parser.add_argument("--out", default="build/lm")
    parser.add_argument("--language", default="en", choices=["en", "hi", "te"])
    parser.add_argument("--count", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(1)
    rng, flite, out, model = random.Random(args.seed), Flite(audio=False), pathlib.Path(args.out), language_model(args.lm)
    texts, pronouncer, prefix = texts_of(args.language, args.text, rng)
    made, lost_words, ready, started = 0, 0, [], time.time()
    out.mkdir(parents=True, exist_ok=True)
    while made < args.count:
        ready = ready or prepared(texts, pronouncer, flite, 4 * ROWS, rng)
        rows, ready = ready[:ROWS], ready[ROWS:]
        prompts = [prompt(said[0].tolist(), speaker.base, globals_=speaker.globals()) for said, speaker in rows]
        own, _ = generate(model, prompts, seed=rng.getrandbits(30), limit=LONGEST_SPEECH, **SAMPLING)
        examples = []
        for ((text, codes, centres), speaker), ids in zip(rows, own):
            flites, source = speaker.restyle(codes - FIRST_CODE)
            made_of = spliced(np.array(codes_of(ids), np.int64), flites, rng)
            if made_of is None:
                continue
            codes, start, first, lost = made_of
            centres = np.concatenate([np.full(start, -1, np.float16), centres[source][first:]])
            examples.append((text, (codes + FIRST_CODE).astype(np.int16), centres, SPEAKERS.index(speaker), start))
            lost_words += lost
        write_shard(out / f"own-{prefix}{args.seed:02d}-{made // ROWS:04d}.npz", examples)
        made += ROWS
        print(f"{made} said, a word lost or said again in {lost_words}, {time.time() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()

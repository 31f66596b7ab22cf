"""Trains the codec's decoder: L1 on log envelopes, on their broad shape (low cepstra) and on their change, cross entropy on voicing."""
import argparse
import pickle
import random
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from .codec import BANDS, FRAMES_A_TOKEN, VOICING_BANDS, Decoder, load_decoder, speaker_globals
from .phones import PAUSE

HELD_OUT, CEPSTRA = 40, 13
# Cosine transform [64, 13]: what recognisers, and ears for vowels, go by; errors of neighbouring bands that agree weigh more.
SHAPE = torch.tensor(np.sqrt(2 / BANDS) * np.cos(np.pi * np.outer(np.arange(BANDS) + .5, np.arange(CEPSTRA)) / BANDS), dtype=torch.float32)


def collate(examples):
    size, n = max(len(e["codes"]) for e in examples), len(examples)
    codes, globals_ = torch.full((n, size), PAUSE), torch.cat([speaker_globals(e["voice"]) for e in examples])
    envelope, voicing = torch.zeros(n, FRAMES_A_TOKEN * size, BANDS), torch.zeros(n, FRAMES_A_TOKEN * size, VOICING_BANDS)
    mask = torch.zeros(n, FRAMES_A_TOKEN * size)
    for i, e in enumerate(examples):
        count = len(e["codes"])
        codes[i, :count] = torch.tensor(e["codes"].astype(np.int64))
        envelope[i, :FRAMES_A_TOKEN * count] = torch.tensor(e["envelope"].astype(np.float32))
        voicing[i, :FRAMES_A_TOKEN * count] = torch.tensor(e["voicing"].astype(np.float32))
        mask[i, :FRAMES_A_TOKEN * count] = 1
    return codes, globals_, envelope, voicing, mask


def batches(examples, size, rng):
    """All examples in random batches, similar lengths together."""
    order = sorted(rng.sample(examples, len(examples)), key=lambda e: len(e["codes"]) // 8)
    out = [order[i:i + size] for i in range(0, len(order), size)]
    rng.shuffle(out)
    return out


def losses(decoder, batch, device):
    """-> error of the envelope, of the voicing, of the envelope's change, of its shape."""
    codes, globals_, envelope, voicing, mask = (t.to(device) for t in batch)
    made, share = decoder(codes, globals_)
    weight = mask * (.3 + .7 * torch.sigmoid(envelope.max(-1)[0] + 7))
    voiced = decoder.is_voiced[codes].repeat_interleave(FRAMES_A_TOKEN, 1) * weight
    change = ((made[:, 1:] - made[:, :-1]) - (envelope[:, 1:] - envelope[:, :-1])).abs().mean(-1)
    return (((made - envelope).abs().mean(-1) * weight).sum() / weight.sum(),
            (F.binary_cross_entropy_with_logits(share, voicing, reduction="none").mean(-1) * voiced).sum() / voiced.sum(),
            (change * weight[:, 1:]).sum() / weight.sum(),
            (((made - envelope) @ SHAPE.to(device)).abs().mean(-1) * weight).sum() / weight.sum())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default="build/codec.pkl")
    parser.add_argument("--out", default="build/codec.pt")
    parser.add_argument("--start", help="checkpoint or exported file to go on from")
    parser.add_argument("--seconds", type=float, default=1500)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    rng, device = random.Random(args.seed), "cuda" if torch.cuda.is_available() else "cpu"
    data = pickle.load(open(args.data, "rb"))
    held, train, decoder = data[:HELD_OUT], data[HELD_OUT:], load_decoder(args.start) if args.start else Decoder()
    if not args.start:
        frames = np.concatenate([e["envelope"] for e in train]).astype(np.float32)
        decoder.mean.copy_(torch.tensor(frames.mean(0)))
        decoder.deviation.copy_(torch.tensor(frames.std(0)))
    decoder.to(device).train()
    optimiser = torch.optim.AdamW([{"params": [p for n, p in decoder.named_parameters() if n != "speakers.weight"]},
                                   {"params": [decoder.speakers.weight], "weight_decay": 0.}], lr=args.rate, weight_decay=.02, betas=(.9, .98))
    started, step, queue, last = time.time(), 0, [], False
    while not last:
        part = min(1., (time.time() - started) / args.seconds)
        last = part >= 1
        for group in optimiser.param_groups:
            group["lr"] = args.rate * min(1., (step + 1) / 50) * (.5 * (1 + np.cos(np.pi * part)) + .01)
        queue = queue or batches(train, args.batch, rng)
        envelope, voicing, change, shape = losses(decoder, collate(queue.pop()), device)
        optimiser.zero_grad()
        (envelope + .3 * voicing + .5 * change + .3 * shape).backward()
        nn.utils.clip_grad_norm_(decoder.parameters(), 1.)
        optimiser.step()
        step += 1
        if step % 100 == 0 or last:
            decoder.eval()
            with torch.no_grad():
                scores = [float(v) for v in losses(decoder, collate(held), device)]
            decoder.train()
            torch.save(decoder.state_dict(), args.out)
            print(f"{step} {time.time() - started:.0f} s: held out envelope %.3f voicing %.3f change %.3f shape %.3f" % tuple(scores), flush=True)


if __name__ == "__main__":
    main()

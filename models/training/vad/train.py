"""Distils the teacher: cross entropy with its probability and squared error to its hidden state, first on sequences of
40 s from a zero state, then, for the last two fifths of the time, half of each batch on 8-minute streams."""
import argparse
import copy
import math
import pathlib
import time

import numpy as np
import torch
import torch.nn.functional as F

from .model import BINS_AT_8_KHZ, FLOOR, VoiceActivity, features

SPAN, BATCH, HELD_OUT = 125, 20, 20
# Share of the pieces that are heard as at 8 kHz, and how much more windows beside a change of the teacher's mind weigh.
AT_8_KHZ, EDGE = .15, 1.


class Data:
    def __init__(self, folder):
        short, long, per = [], [], None
        for path in sorted(pathlib.Path(folder).glob("[0-9]*.npy")):
            own = np.stack([features(s) for s in np.load(path)])
            z, l = np.load(path.with_suffix(".labels.npz")), np.load(path.with_suffix(".long.npz"))
            short.append((own, z["probability"], z["hidden"]))
            rows = own[l["order"]].reshape(len(l["probability"]), -1, *own.shape[2:])
            long.append((rows, l["probability"], l["hidden"]))
            per = own.shape[1]
        self.short, self.long = ([np.concatenate([p[i] for p in parts]) for i in range(3)] for parts in (short, long))
        self.held = [a[-HELD_OUT:] for a in self.short]
        self.short, self.windows = [a[:-HELD_OUT] for a in self.short], per

    def pieces(self, rng, streams):
        """Endless (features, probability, hidden, carry) of SPAN windows; carry: which rows go on from the last piece."""
        while True:
            long = rng.permutation(len(self.long[0]))[:BATCH // 2] if streams else None
            width = (self.long if streams else self.short)[0].shape[1]
            fresh, at = None, 0
            while at + SPAN <= width:
                if at % self.windows < SPAN:
                    fresh = rng.permutation(len(self.short[0]))[:BATCH - (0 if long is None else len(long))]
                inner = at % self.windows
                inner = min(inner, self.windows - SPAN)
                parts = [[a[fresh, inner:inner + SPAN] for a in self.short]] + ([[a[long, at:at + SPAN] for a in self.long]] if streams else [])
                carry = np.concatenate([np.full(len(fresh), inner > 0)] + ([np.full(len(long), at > 0)] if streams else []))
                yield (*(np.concatenate([p[i] for p in parts]).astype(np.float32) for i in range(3)), carry)
                at += SPAN


def edges(probability):
    """1 where the teacher's decision changes within two windows, else 0; [B, T]."""
    change = F.pad((probability[:, 1:] >= .5) != (probability[:, :-1] >= .5), (2, 2)).float()
    return F.max_pool1d(change[:, None], 4, 1)[:, 0]


def agreement(model, held):
    """Percent of windows on the same side of 0.5, missed speech, false alarms."""
    with torch.no_grad():
        said = torch.sigmoid(model(torch.from_numpy(held[0]).float())[0]).numpy() >= .5
    taught = held[1] >= .5
    return 100 * (said == taught).mean(), 100 * (~said & taught).sum() / max(1, taught.sum()), 100 * (said & ~taught).sum() / max(1, (~taught).sum())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default="build/vad")
    parser.add_argument("--out", default="build/vad.pt")
    parser.add_argument("--seconds", type=float, default=1200)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    rng, data, model = np.random.default_rng(args.seed), Data(args.data), VoiceActivity()
    average, streams = copy.deepcopy(model), False
    optimiser = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], args.rate, weight_decay=1e-4)
    pieces, state, started, step, shown = data.pieces(rng, False), None, time.time(), 0, time.time()
    while (part := (time.time() - started) / args.seconds) < 1:
        if part > .6 and not streams:
            streams, pieces, state = True, data.pieces(rng, True), None
        for group in optimiser.param_groups:
            group["lr"] = args.rate * min(1, (step + 1) / 100) * (.5 + .5 * math.cos(math.pi * part)) + 5e-6
        x, probability, hidden, carry = next(pieces)
        keep = torch.from_numpy(carry).float()[None, :, None]
        state = tuple(s.detach() * keep for s in state) if state is not None and state[0].shape[1] == len(carry) else None
        x[rng.random(len(x)) < AT_8_KHZ, :, :, BINS_AT_8_KHZ:] = math.log(FLOOR)
        logits, own, state = model(torch.from_numpy(x), state)
        taught = torch.from_numpy(probability)
        loss = F.binary_cross_entropy_with_logits(logits, taught, 1 + EDGE * edges(taught)) + (2 - 1.5 * part) * F.mse_loss(own, torch.from_numpy(hidden))
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.)
        optimiser.step()
        step += 1
        decay = min(.998, 1 - 1 / (step / 10 + 1))
        with torch.no_grad():
            for a, p in zip(average.parameters(), model.parameters()):
                a.lerp_(p, 1 - decay)
        if time.time() - shown > 45:
            shown = time.time()
            print(f"{step} {shown - started:.0f} s: agreement %.2f %%, missed %.2f %%, false alarms %.2f %%" % agreement(average, data.held), flush=True)
            torch.save(average.state_dict(), args.out)
    torch.save(average.state_dict(), args.out)
    print("agreement %.2f %%, missed %.2f %%, false alarms %.2f %%" % agreement(average, data.held))


if __name__ == "__main__":
    main()

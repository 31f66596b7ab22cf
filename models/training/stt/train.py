"""Trains the recogniser on the shards of data.py; new shards are taken up as they appear."""
import argparse
import json
import math
import pathlib
import random
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from text.corpus import HeldOut
from text.indic import language_of

from . import features
from .data import UNKNOWN_PHONE
from .model import Recogniser
from .pieces import Pieces
from .recognise import checkpoint

# What the model is told about the language (0: nothing), by what is spoken.
TOLD = {"": [0, 0, 4, 5, 6], "en": [0, 0, 0, 0, 0, 0, 4, 4, 4, 3, 7, 11], "hi": [0, 0, 0, 5], "te": [0, 0, 0, 6]}
STYLES = {14: "<|withitn|>", 15: "<|woitn|>"}
TAG_WEIGHT = .1


def warp_matrices(count=17, reach=.14):
    """Stretchings of the mel axis, for other vocal tracts."""
    out = []
    for w in np.linspace(1 - reach, 1 + reach, count):
        m, at = np.zeros((features.BANDS, features.BANDS), np.float32), np.clip(np.arange(features.BANDS) * w, 0, features.BANDS - 1)
        low = at.astype(int)
        m[low, np.arange(features.BANDS)] += 1 - (at - low)
        inner = low + 1 < features.BANDS
        m[low[inner] + 1, np.arange(features.BANDS)[inner]] += (at - low)[inner]
        out.append(m)
    return out


WARPS = warp_matrices()
TILTS = np.cos(np.pi * np.arange(1, 5)[:, None] * (np.arange(features.BANDS) + .5)[None] / features.BANDS).astype(np.float32)


class Data:
    def __init__(self, folder, seed, negative_mean=None, inverse_deviation=None):
        self.folder, self.rng, self.random = pathlib.Path(folder), random.Random(seed), np.random.default_rng(seed)
        self.negative_mean, self.inverse_deviation = negative_mean, inverse_deviation
        self.pieces, self.held, self.seen = Pieces(), HeldOut(), set()
        self.banks, self.phones, self.targets, self.languages = [], [], [], []

    def refresh(self):
        for path in sorted(self.folder.glob("[0-9]*.npz")):
            if path.name in self.seen:
                continue
            self.seen.add(path.name)
            z, at = np.load(path), 0
            bank, phone = z["bank"], z["phone"]
            for count, text in zip(z["lengths"], json.loads(str(z["text"]))):
                if self.held.allows(text) and self.pieces.covers(text):
                    self.banks.append(bank[at:at + count])
                    self.phones.append(phone[at:at + count])
                    self.targets.append(self.pieces.encode(text))
                    self.languages.append(language_of(text))
                at += count
        if not self.banks:
            raise SystemExit(f"{self.folder} has no training speech: python3 -m stt.data makes it")
        if self.negative_mean is None:
            frames = np.concatenate(self.banks[:4000]).astype(np.float32)
            frames = frames[frames.mean(1) > -8]
            self.negative_mean, self.inverse_deviation = (np.tile(v, features.STACK).astype(np.float32) for v in (-frames.mean(0), 1 / frames.std(0)))

    def batches(self, rows):
        """Batches of at most `rows` stacked frames with like lengths together, over all data once."""
        self.refresh()
        order, out = list(range(len(self.banks))), []
        self.rng.shuffle(order)
        for s in range(0, len(order), 1500):
            batch, group = [], []
            for i in sorted(order[s:s + 1500], key=lambda i: len(self.banks[i])):
                if batch and (len(batch) + 1) * (len(self.banks[i]) // features.SHIFT + 5) > rows:
                    group.append(batch)
                    batch = []
                batch.append(i)
            group.append(batch)
            self.rng.shuffle(group)
            out += group
        return out

    def example(self, i):
        """Stacked, normalised features of a spoiled filter bank, and the phones of their frames."""
        rng, normal, f = self.rng, self.random.normal, self.banks[i].astype(np.float32)
        if rng.random() < .5:
            f = f @ rng.choice(WARPS)
        f = f + np.float32(normal(0, .6))
        if rng.random() < .35:
            f = f + (normal(0, .4, 4) * np.array([1.2, .8, .5, .4])).astype(np.float32) @ TILTS
        if rng.random() < .12:
            level = np.percentile(f.mean(1), 90) - self.random.uniform(.5, 7)
            f = np.logaddexp(f, (level + normal(0, .7, 4) @ TILTS).astype(np.float32)[None] + .35 * self.random.standard_normal(f.shape).astype(np.float32))
        if rng.random() < .2:
            mean = f.mean()
            for _ in range(2):
                width = rng.randrange(1, 10)
                at = rng.randrange(features.BANDS - width)
                f[:, at:at + width] = mean
            for _ in range(len(f) // 150 + 1 if len(f) > 100 else 0):
                width = rng.randrange(1, 8)
                at = rng.randrange(len(f) - width)
                f[at:at + width] = mean
        offset = rng.randrange(features.SHIFT)
        x = (features.stacked(f, offset) + self.negative_mean) * self.inverse_deviation
        index = np.arange(len(x))[:, None] * features.SHIFT + np.arange(features.SHIFT)[None] - 2 + offset
        phone = self.phones[i].astype(np.int64)[np.clip(index, 0, len(f) - 1)]
        phone[phone == UNKNOWN_PHONE] = -100
        return x, phone

    def collate(self, batch):
        made, targets = [self.example(i) for i in batch], [self.targets[i] for i in batch]
        rows, n = max(len(x) for x, _ in made), len(batch)
        x, phone = np.zeros((n, rows, 560), np.float32), np.full((n, rows, features.SHIFT), -100, np.int64)
        for b, (a, p) in enumerate(made):
            x[b, :len(a)], phone[b, :len(p)] = a, p
        spoken = [self.languages[i] for i in batch]
        language = [self.rng.choice(TOLD[s]) for s in spoken]
        style, names = [self.rng.choice(list(STYLES)) for _ in batch], self.pieces.id
        tags = [[names[f"<|{l or 'nospeech'}|>"], names["<|EMO_UNKNOWN|>"], names["<|Speech|>" if t else "<|Event_UNK|>"], names[STYLES[s]]]
                for t, s, l in zip(targets, style, spoken)]
        return (torch.from_numpy(x), torch.tensor([len(a) for a, _ in made]), torch.tensor(language), torch.tensor(style), torch.from_numpy(phone),
                torch.tensor([p for t in targets for p in t]), torch.tensor([len(t) for t in targets]), torch.tensor(tags))


def losses(model, batch, device):
    """-> CTC loss a piece, loss of the four tags, loss of the phones."""
    x, lengths, language, style, phone, targets, target_lengths, tags = (t.to(device) for t in batch)
    logits, phones = model(x, lengths, language, style, with_phones=True)
    log = F.log_softmax(logits, -1)
    ctc = F.ctc_loss(log[:, 4:].transpose(0, 1), targets, lengths, target_lengths, blank=0, reduction="sum", zero_infinity=True)
    return (ctc / max(1, int(target_lengths.sum())), F.nll_loss(log[:, :4].reshape(-1, log.shape[-1]), tags.reshape(-1)),
            F.cross_entropy(phones.reshape(-1, phones.shape[-1]), phone.reshape(-1), ignore_index=-100))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default="build/stt")
    parser.add_argument("--out", default="build/stt.pt")
    parser.add_argument("--start", help="checkpoint or exported file to go on from")
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--until", type=float, help="end at this time (seconds since 1970) instead")
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--rows", type=int, default=1400, help="stacked frames (60 ms) a batch")
    parser.add_argument("--threads", type=int, default=1, help="parts of a batch that are worked on side by side")
    parser.add_argument("--seed", type=int, default=11)
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    saved = checkpoint(args.start) if args.start else None
    data = Data(args.data, args.seed, *((saved[k].numpy() for k in ("negative_mean", "inverse_deviation")) if saved else ()))
    model = Recogniser(len(data.pieces.tokens)).to(device)
    if saved:
        model.take(saved["state"])
    model.train()
    groups = [{"params": [p for p in model.parameters() if p.dim() > 1], "weight_decay": .01}, {"params": [p for p in model.parameters() if p.dim() <= 1], "weight_decay": 0.}]
    optimiser = torch.optim.AdamW(groups, lr=args.rate, betas=(.9, .98), foreach=True)
    parameters, workers = list(model.parameters()), ThreadPoolExecutor(args.threads)

    def work(job):
        """Gradients and losses of one part of a batch; threads share the parameters, which nobody changes meanwhile."""
        batch = data.collate(job[0])
        ctc, tag, phone = losses(model, batch, device)
        return torch.autograd.grad((ctc + TAG_WEIGHT * tag + job[1] * phone) / args.threads, parameters), int(batch[1].sum()), [float(ctc), float(tag), float(phone)]

    started, step, hours, queue, recent, curve, stored, last = time.time(), 0, 0., [], [], [], time.time(), False
    seconds = args.until - started if args.until else args.seconds
    while not last:
        part = min(1., (time.time() - started) / seconds)
        last = part >= 1
        queue = queue or data.batches(args.rows // args.threads)[:500]
        for group in optimiser.param_groups:
            group["lr"] = args.rate * min(1., (step + 1) / 150) * max(.01, .5 * (1 + math.cos(math.pi * part)))
        jobs = [(queue.pop(), .3 if part < .5 else .15) for _ in range(min(args.threads, len(queue)))]
        parts = list(workers.map(work, jobs))
        for parameter, *gradients in zip(parameters, *(p[0] for p in parts)):
            parameter.grad = sum(gradients[1:], gradients[0])
        nn.utils.clip_grad_norm_(parameters, 2.)
        optimiser.step()
        step, hours = step + 1, hours + sum(p[1] for p in parts) * .06 / 3600
        recent += [p[2] for p in parts]
        if step % 50 == 0 or last:
            curve.append([round((time.time() - started) / 60, 1), round(hours, 2), *(round(float(v), 4) for v in np.mean(recent, 0))])
            print(f"{step} {time.time() - started:.0f} s, {hours:.2f} hours of {len(data.banks)} texts: ctc %.3f tags %.3f phones %.3f" % tuple(np.mean(recent, 0)), flush=True)
            recent = []
        if time.time() - stored > 240 or last:
            torch.save(dict(state=model.state_dict(), negative_mean=torch.tensor(data.negative_mean), inverse_deviation=torch.tensor(data.inverse_deviation)), args.out + ".part")
            pathlib.Path(args.out + ".part").rename(args.out)
            pathlib.Path(args.out).with_suffix(".json").write_text(json.dumps(curve))
            stored = time.time()


if __name__ == "__main__":
    main()

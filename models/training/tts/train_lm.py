"""Trains the language model on the shards of lm_data.py, and of rollouts.py where there are any; new ones are taken up as they appear."""
import argparse
import json
import math
import pathlib
import random
import time
import zlib

import numpy as np
import torch
import torch.distributed as distributed
import torch.multiprocessing as multiprocessing
import torch.nn as nn
import torch.nn.functional as F

from .lm import LanguageModel, causal_mask, head
from .lm_data import ENDS, LONGEST_SPEECH, LONGEST_TEXT, read_shard
from . import phones, speakers
from .phones import LONGEST_PAUSE, PAUSE
from .restore import language_model
from .speakers import OF_BASE
from .vocabulary import END, FIRST_CODE, FIRST_INDIC, SPEAKERS, TOKENS, encode_text, prompt

# Two heads of the middle layers are pushed onto the character being spoken, known from flite: the model finds its
# place in the text after minutes rather than hours, and does not lose it.
GUIDED_LAYERS, GUIDED_HEADS, GUIDE_WIDTH = (2, 3), 2, 1.6
GLOBAL_WEIGHT = .1
JOINED = .35
# Of the phones before the one to be said, so many (mean; twice as many at most) are heard as another: free-running speech holds mistakes, and a model that
# never saw one loses its place in the text after it.
MISTAKEN = .06
# So many of the examples drawn are of rollouts.py.
ROLLOUTS = .3
SYNCHRONISED = 8


class Data:
    def __init__(self, folder, rng):
        self.folder, self.rng, self.seen, self.train, self.valid = pathlib.Path(folder), rng, set(), [], []
        self.of_voice, self.own = [[] for _ in SPEAKERS], []

    def refresh(self):
        for path in sorted(self.folder.glob("*.npz")):
            if path.name in self.seen or ".part" in path.name:
                continue
            self.seen.add(path.name)
            examples = read_shard(path)
            if path.name.startswith("own-"):
                self.own += examples
                continue
            for e in examples:
                held = zlib.crc32(e[0].tobytes()) % 150 == 0
                (self.valid if held else self.train).append(e)
                if not held:
                    self.of_voice[e[3]].append(e)

    def lengthened(self, example):
        """The example, or by chance several of its voice joined, as long as the language model is asked to read at once."""
        if self.rng.random() >= JOINED:
            return example
        goal = self.rng.randint(100, LONGEST_TEXT)
        while True:
            longer = joined(example, self.rng.choice(self.of_voice[example[3]]), LONGEST_PAUSE)
            if len(longer[0]) > goal or len(longer[1]) > LONGEST_SPEECH:
                return example
            example = longer

    def batches(self, tokens, count=4000):
        """Batches of at most `tokens` tokens, similar lengths together, from `count` examples drawn at random."""
        self.refresh()
        own = self.rng.sample(self.own, min(len(self.own), int(ROLLOUTS * count)))
        drawn = own + [self.lengthened(e) for e in self.rng.sample(self.train, min(len(self.train), count - len(own)))]
        drawn.sort(key=lambda e: len(e[0]) + len(e[1]))
        out, batch = [], []
        for e in drawn:
            if batch and (len(e[0]) + len(e[1]) + 40) * (len(batch) + 1) > tokens:
                out.append(batch)
                batch = []
            batch.append(e)
        out.append(batch)
        self.rng.shuffle(out)
        return out


def joined(first, second, pause):
    """Two examples of one voice as one text; `pause` codes of silence between them."""
    text, codes, centres, voice = first
    speech = np.flatnonzero(codes != FIRST_CODE + PAUSE)[-1] + 1
    start = np.flatnonzero(second[1] != FIRST_CODE + PAUSE)[0]
    between = encode_text(" " if TOKENS[text[-1]] in ENDS else ". ")
    shift = len(text) + len(between)
    return (np.concatenate([text, np.array(between, text.dtype), second[0]]),
            np.concatenate([codes[:speech], np.full(pause, FIRST_CODE + PAUSE, codes.dtype), second[1][start:]]),
            np.concatenate([centres[:speech], np.full(pause, -1, centres.dtype), np.where(second[2] >= 0, second[2] + shift, second[2])[start:]]), voice)


def mistaken(codes, random, share):
    """codes [N] without FIRST_CODE -> (the same, a share of the phones replaced by others of their kind; which codes and
    whether the end are to be learnt [N + 1]: all but the rest of a replaced phone, whose right code is no longer the likely one)."""
    heard, learnt = codes.copy(), np.ones(len(codes) + 1, bool)
    for a, b in phones.runs(codes):
        if random.random() >= share or codes[a] == PAUSE:
            continue
        if phones.IS_VOICED[codes[a]]:
            heard[a:b] = codes[a:b] % 32 + 32 * random.integers(len(phones.VOICED))
        else:
            heard[a:b] = phones.FIRST_UNVOICED + random.integers(len(phones.UNVOICED))
        learnt[a + 1:b] = False
    return heard, learnt


def collate(examples, rng, without_tag=.15, mistakes=MISTAKEN):
    """-> ids [B, S], targets [B, S], loss weights [B, S - 1], position of the character each code stands for [B, S - 1] or -99.

    Each example of lm_data.py is spoken by one of the speakers made of its voice. The global tokens of derived speakers are not
    learnt: a speaker tag alone means the voice of flite."""
    rows, random = [], np.random.default_rng(rng.getrandbits(32))
    for example in examples:
        text, codes, centres, voice, tagged = *example[:4], rng.random() >= without_tag
        if len(example) > 4:
            speaker, heard = speakers.SPEAKERS[voice], codes - FIRST_CODE
            codes, source, learnt = heard, slice(None), np.arange(len(codes) + 1) >= example[4]
        else:
            speaker = rng.choice(OF_BASE[voice])
            codes, source = speaker.restyle(codes - FIRST_CODE)
            heard, learnt = mistaken(codes, random, 2 * mistakes * random.random())
        p = prompt(text.tolist(), speaker.base, tagged, speaker.globals())
        text_at = 3 if tagged else 2
        rows.append((p + (heard + FIRST_CODE).tolist() + [END], p + (codes + FIRST_CODE).tolist() + [END], learnt, text_at, text_at + len(text) + 2, len(p),
                     centres[source].astype(np.float32), speaker))
    size = max(len(r[0]) for r in rows)
    ids, targets = torch.zeros(len(rows), size).long(), torch.zeros(len(rows), size).long()
    weight, centre = torch.zeros(len(rows), size - 1), torch.full((len(rows), size - 1), -99.)
    for i, (row, right, learnt, text_at, globals_at, codes_at, centres, speaker) in enumerate(rows):
        ids[i, :len(row)], targets[i, :len(row)] = torch.tensor(row), torch.tensor(right)
        if speaker.variant == 0:
            weight[i, globals_at - 1:codes_at - 1] = GLOBAL_WEIGHT
        weight[i, codes_at - 1:len(row) - 1] = torch.tensor(learnt, dtype=torch.float)
        c = torch.tensor(centres)
        centre[i, codes_at - 1:codes_at - 1 + len(c)] = torch.where(c >= 0, c + text_at, torch.full_like(c, -99.))
    return ids, targets, weight, centre


def losses(model, batch, device):
    """-> cross entropy, guidance loss, token accuracy, phone accuracy."""
    ids, targets, weight, centre = (t.to(device) for t in batch)
    table, size = model.table(), ids.shape[1] - 1
    hidden, attention = model(table[ids[:, :-1]], torch.arange(size, device=device)[None], causal_mask(size).to(device), guided=GUIDED_LAYERS, wanted=GUIDED_HEADS)
    chosen = weight > 0
    logits, target, weight = head(hidden[chosen], table), targets[:, 1:][chosen], weight[chosen]
    entropy = F.cross_entropy(logits, target, reduction="none")
    code, best = weight == 1, logits.argmax(-1)
    phone = torch.arange(len(table), device=device) + 1000
    phone[FIRST_CODE:FIRST_INDIC] = model.phone_of
    guide, at = 0., 0
    for spans in zip(*attention):
        columns = spans[0].shape[-1]
        row, query = torch.nonzero(centre[:, at:columns] >= 0, as_tuple=True)
        place = centre[row, at + query]
        # Whole places nearer than GUIDE_WIDTH: at most five around the middle.
        around = place.round().long()[:, None] + torch.arange(-2, 3, device=device)
        near = ((around - place[:, None]).abs() <= GUIDE_WIDTH) & (around < columns)
        for a in spans:
            given = a[row[:, None], :, query[:, None], around.clamp_max(columns - 1)] * near[..., None]
            guide = guide - torch.log(given.sum(1) + 1e-4).sum() / (GUIDED_HEADS * len(attention))
        at = columns
    guide = guide / (centre >= 0).sum()
    return ((entropy * weight).sum() / weight.sum(), guide, (best == target)[code].float().mean(), (phone[best] == phone[target])[code].float().mean())


def parameter_groups(model):
    decayed = [p for n, p in model.named_parameters() if p.dim() > 1 and n.startswith("layers")]
    rest = [p for n, p in model.named_parameters() if not (p.dim() > 1 and n.startswith("layers"))]
    return [{"params": decayed, "weight_decay": .05}, {"params": rest, "weight_decay": 0.}]


@torch.no_grad()
def synchronise(model, part):
    """The mean of all processes' parameters, in each; -> the mean of their parts of the time, so that all end with the same step."""
    values = [*model.parameters(), torch.tensor([part])]
    flat = torch.cat([v.reshape(-1) for v in values])
    distributed.all_reduce(flat)
    flat /= distributed.get_world_size()
    for parameter, mean in zip(values, flat.split([v.numel() for v in values])):
        parameter.copy_(mean.view_as(parameter))
    return float(flat[-1])


def train(rank, args, started):
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    rng, device = random.Random(args.seed + 1000 * rank), "cuda" if torch.cuda.is_available() else "cpu"
    if args.processes > 1:
        distributed.init_process_group("gloo", init_method=f"file://{pathlib.Path(args.out).resolve()}.group", rank=rank, world_size=args.processes)
    model = (language_model(args.start) if args.start else LanguageModel()).to(device).train()
    data, step, tokens, queue, recent, curve = Data(args.data, rng), 0, 0, [], [], []
    seconds = args.until - started if args.until else args.seconds
    optimiser = torch.optim.AdamW(parameter_groups(model), lr=args.rate, betas=(.9, .95), foreach=True)
    validated, part = started, 0.
    if rank == 0:
        print(f"{sum(p.numel() for p in model.parameters()) / 1e6:.2f} M parameters on {device}, {args.processes} processes, {seconds:.0f} s", flush=True)
    while part < 1:
        queue = queue or data.batches(args.tokens)
        for group in optimiser.param_groups:
            group["lr"] = args.rate * min(1., (step + 1) / 100) * max(.01, .5 * (1 + math.cos(math.pi * part)))
        batch = collate(queue.pop(), rng)
        entropy, guide, accuracy, phone_accuracy = losses(model, batch, device)
        optimiser.zero_grad(set_to_none=True)
        (entropy + (.3 if part < .5 else .1) * guide).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.)
        optimiser.step()
        step, tokens = step + 1, tokens + batch[0].numel()
        recent.append([float(entropy), float(guide), float(accuracy), float(phone_accuracy)])
        if step % SYNCHRONISED:
            continue
        part = min(1., (time.time() - started) / seconds)
        if args.processes > 1:
            part = synchronise(model, part)
        if rank > 0:
            continue
        if step % (4 * SYNCHRONISED) == 0 or part >= 1:
            print(f"{step} {time.time() - started:.0f} s ({time.process_time():.0f} s of processor), {tokens / 1e6:.2f} M tokens of {len(data.train)} texts: entropy %.3f guide %.3f accuracy %.3f phones %.3f"
                  % tuple(np.mean(recent, 0)), flush=True)
            recent = []
        if time.time() - validated > 600 or part >= 1:
            with torch.no_grad():
                fixed = random.Random(1)
                scores = np.mean([[float(x) for x in losses(model, collate(data.valid[i:i + 8], fixed, 0., 0.), device)] for i in range(0, min(96, len(data.valid)), 8)], 0)
            curve.append([round((time.time() - started) / 60, 1), round(tokens / 1e6, 2), *(round(float(s), 4) for s in scores)])
            print("held out: entropy %.3f guide %.3f accuracy %.3f phones %.3f" % tuple(scores), flush=True)
            torch.save(model.state_dict(), args.out + ".part")
            pathlib.Path(args.out + ".part").rename(args.out)
            pathlib.Path(args.out).with_suffix(".json").write_text(json.dumps(curve))
            validated = time.time()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default="build/lm")
    parser.add_argument("--out", default="build/lm.pt")
    parser.add_argument("--start", help="checkpoint or exported file to go on from")
    parser.add_argument("--seconds", type=float, default=9000)
    parser.add_argument("--until", type=float, help="end at this time (seconds since 1970) instead")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--tokens", type=int, default=2600, help="a batch")
    parser.add_argument("--processes", type=int, default=1, help="each with batches of its own; the mean of their models is taken every few steps")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    pathlib.Path(f"{args.out}.group").unlink(missing_ok=True)
    if args.processes > 1:
        multiprocessing.spawn(train, (args, time.time()), args.processes)
    else:
        train(0, args, time.time())


if __name__ == "__main__":
    main()

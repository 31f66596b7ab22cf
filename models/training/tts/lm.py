"""The language model: Qwen2's architecture, small. Trained in bfloat16 products, run in float32."""
import math

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from bfloat16 import linear, product

from . import phones
from .vocabulary import END, FIRST_CODE, INDIC

MASKED = -1e9


class Config:
    hidden, layers, heads, kv_heads, head_dim, feed_forward = 192, 6, 6, 2, 32, 512
    theta, epsilon, max_positions = 10000., 1e-6, 1536


class RootMeanSquareNorm(nn.Module):
    def __init__(self, size, epsilon):
        super().__init__()
        self.weight, self.epsilon = nn.Parameter(torch.ones(size)), epsilon

    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.epsilon) * self.weight


class _Attention(torch.autograd.Function):
    """Softmax attention of grouped queries [N, G, S, h] on keys and values [N, T, h]; -> [N, G, S, h], and for guidance the weights
    [B, wanted, S, T] of the first queries of each row's first group (N = B * groups)."""

    @staticmethod
    def forward(ctx, q, k, v, mask, scale, groups, wanted):
        ctx.set_materialize_grads(False)
        n, group, s, h = q.shape
        q, k, v = q.reshape(n, group * s, h).bfloat16(), k.bfloat16(), v.bfloat16()
        weights = torch.softmax(torch.bmm(q, k.transpose(1, 2)).float().mul_(scale).view(n, group, s, -1).add_(mask), -1)
        w16 = weights.bfloat16().view(n, group * s, -1)
        ctx.save_for_backward(q, k, v, w16)
        ctx.scale, ctx.shape, ctx.groups, ctx.wanted = scale, weights.shape, groups, wanted
        return torch.bmm(w16, v).float().view(n, group, s, h), weights[::groups, :wanted].contiguous() if wanted else None

    @staticmethod
    def backward(ctx, grad, grad_weights):
        q, k, v, w16 = ctx.saved_tensors
        n, group, s, t = ctx.shape
        g = grad.reshape(n, group * s, -1).bfloat16()
        dv = torch.bmm(w16.transpose(1, 2), g).float()
        dw = torch.bmm(g, v.transpose(1, 2)).float().view(ctx.shape)
        if grad_weights is not None:
            dw[::ctx.groups, :ctx.wanted].add_(grad_weights)
        weights = w16.view(ctx.shape).float()
        ds = dw.mul_(weights)
        ds = ds.sub_(weights.mul_(ds.sum(-1, keepdim=True))).mul_(ctx.scale).bfloat16().view(n, group * s, t)
        return torch.bmm(ds, k).float().view(n, group, s, -1), torch.bmm(ds.transpose(1, 2), q).float(), dv, None, None, None, None


def causal_attention(q, k, v, mask, scale, groups, wanted, span=192):
    """_Attention in spans of queries, each on the keys up to its end only: of a long sequence half the work is saved.
    -> what is attended to, the wanted weights span by span or None."""
    outputs, weights, size = [], [], q.shape[2]
    for a in range(0, size, span):
        b = min(size, a + span)
        y, w = _Attention.apply(q[:, :, a:b], k[:, :b], v[:, :b], mask[a:b, :b], scale, groups, wanted)
        outputs.append(y)
        weights.append(w)
    return torch.cat(outputs, 2), weights if wanted else None


def rotate(x, cos, sin):
    a, b = x.chunk(2, -1)
    return torch.cat([a * cos - b * sin, b * cos + a * sin], -1)


class Cache:
    """Keys and values [B, kv, S, h] of a layer, in place."""

    def __init__(self, c, batch, size, device):
        self.buffers, self.used = torch.zeros(2, batch, c.kv_heads, size, c.head_dim, device=device), 0

    def append(self, k, v):
        """-> all keys, all values."""
        start, self.used = self.used, self.used + k.shape[2]
        self.buffers[0, :, :, start:self.used], self.buffers[1, :, :, start:self.used] = k, v
        return self.buffers[0, :, :, :self.used], self.buffers[1, :, :, :self.used]


class Layer(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.c = c
        self.norm1, self.norm2 = RootMeanSquareNorm(c.hidden, c.epsilon), RootMeanSquareNorm(c.hidden, c.epsilon)
        self.qkv = nn.Linear(c.hidden, (c.heads + 2 * c.kv_heads) * c.head_dim)
        self.out = nn.Linear(c.heads * c.head_dim, c.hidden, bias=False)
        self.gate_up = nn.Linear(c.hidden, 2 * c.feed_forward, bias=False)
        self.down = nn.Linear(c.feed_forward, c.hidden, bias=False)
        for m in (self.qkv, self.gate_up):
            nn.init.normal_(m.weight, 0, c.hidden ** -.5 * .7)
        nn.init.zeros_(self.qkv.bias)
        nn.init.normal_(self.out.weight, 0, .02)
        nn.init.normal_(self.down.weight, 0, .02)

    def forward(self, x, cos, sin, mask, past=None, wanted=0):
        """x [B, S, d]; mask [S, T] or [B, 1, S, T]; past: a Cache. wanted: of how many heads attention weights.
        -> x, those of causal_attention while in training."""
        c, (b, s, _) = self.c, x.shape
        q, k, v = linear(self.qkv, self.norm1(x)).split([c.heads * c.head_dim, c.kv_heads * c.head_dim, c.kv_heads * c.head_dim], -1)
        q = rotate(q.view(b, s, c.heads, c.head_dim).transpose(1, 2), cos, sin)
        k = rotate(k.view(b, s, c.kv_heads, c.head_dim).transpose(1, 2), cos, sin)
        v = v.view(b, s, c.kv_heads, c.head_dim).transpose(1, 2)
        if past is not None:
            k, v = past.append(k, v)
        q = q.reshape(b * c.kv_heads, c.heads // c.kv_heads, s, c.head_dim)
        kf, vf, scale = k.reshape(b * c.kv_heads, -1, c.head_dim), v.reshape(b * c.kv_heads, -1, c.head_dim), c.head_dim ** -.5
        if self.training:
            y, weights = causal_attention(q, kf, vf, mask, scale, c.kv_heads, wanted)
        else:
            scores = torch.bmm(q.reshape(len(q), -1, c.head_dim), kf.transpose(1, 2)).mul_(scale).view(b, c.kv_heads, -1, s, kf.shape[1])
            weights = None
            y = torch.bmm(torch.softmax(scores.add_(mask if mask.dim() == 2 else mask[:, None]), -1).view(len(q), -1, kf.shape[1]), vf)
        y = y.reshape(b, c.heads, s, c.head_dim).transpose(1, 2).reshape(b, s, -1)
        x = x + linear(self.out, y)
        gate, up = linear(self.gate_up, self.norm2(x)).chunk(2, -1)
        return x + linear(self.down, F.silu(gate) * up), weights


class LanguageModel(nn.Module):
    """Embeddings are tied to the head. A code's row is the sum of its phone's, pitch step's and phase's rows and one of its own."""

    def __init__(self, c=Config):
        super().__init__()
        self.c = c
        self.layers, self.norm = nn.ModuleList([Layer(c) for _ in range(c.layers)]), RootMeanSquareNorm(c.hidden, c.epsilon)
        row = lambda n, sd: nn.Parameter(torch.randn(n, c.hidden) * sd)
        self.plain, self.phone, self.step, self.phase, self.own = row(FIRST_CODE, .05), row(len(phones.PHONES), .05), row(9, .03), row(5, .03), row(phones.CODES, 0.)
        self.indic = row(len(INDIC), .05)
        voiced = phones.IS_VOICED > 0
        self.register_buffer("phone_of", torch.tensor(phones.PHONE_OF))
        self.register_buffer("step_of", torch.tensor(np.where(voiced, phones.STEP_OF, phones.STEPS)))
        self.register_buffer("phase_of", torch.tensor(np.where(voiced, phones.PHASE_OF, phones.PHASES)))
        self.register_buffer("frequency", 1. / c.theta ** (torch.arange(0, c.head_dim, 2).float() / c.head_dim))

    def table(self):
        return torch.cat([self.plain, self.phone[self.phone_of] + self.step[self.step_of] + self.phase[self.phase_of] + self.own, self.indic])

    def forward(self, x, positions, mask, past=None, guided=(), wanted=0):
        """x: embedded tokens [B, S, d]; past: a Cache a layer, which grows. -> hidden states, weights of `wanted` heads of each guided layer."""
        angle = positions[:, None, :, None].float() * self.frequency
        cos, sin, weights = torch.cos(angle), torch.sin(angle), []
        for i, layer in enumerate(self.layers):
            x, w = layer(x, cos, sin, mask, past[i] if past else None, wanted if i in guided else 0)
            if i in guided:
                weights.append(w)
        return self.norm(x), weights


def causal_mask(size):
    return torch.full((size, size), MASKED).triu(1)


def head(hidden, table):
    return product(hidden, table)


@torch.no_grad()
def generate(model, prompts, temperature=.7, top_k=25, seed=0, limit=900, top_p=1.):
    """Continues each prompt (lists of ids) until the end token; -> list of lists of ids without the end token, and how many never ended."""
    model.eval()
    random, table, device = torch.Generator().manual_seed(seed), model.table(), model.plain.device
    n, width = len(prompts), max(map(len, prompts))
    start = torch.tensor([width - len(p) for p in prompts], device=device)
    ids = torch.tensor([[0] * (width - len(p)) + list(p) for p in prompts], device=device)
    past, total, done, out = [Cache(model.c, n, width + limit, device) for _ in model.layers], 0, torch.zeros(n, dtype=torch.bool), [[] for _ in prompts]
    for _ in range(limit):
        s = ids.shape[1]
        rows, columns = torch.arange(total, total + s, device=device), torch.arange(total + s, device=device)
        allowed = (columns[None, None] <= rows[None, :, None]) & (columns[None, None] >= start[:, None, None])
        mask = torch.where(allowed, 0., MASKED)[:, None]
        hidden, _ = model(table[ids], (rows[None] - start[:, None]).clamp_min(0), mask, past)
        total += s
        value, index = (hidden[:, -1] @ table.t()).cpu().topk(top_k)
        share = torch.softmax(value / temperature, -1)
        if top_p < 1:
            share = share * ((share.cumsum(-1) - share) < top_p)
        chosen = index.gather(1, torch.multinomial(share, 1, generator=random))[:, 0]
        done |= chosen == END
        if done.all():
            break
        for i in torch.where(~done)[0].tolist():
            out[i].append(int(chosen[i]))
        ids = chosen[:, None].to(device)
    return out, int((~done).sum())

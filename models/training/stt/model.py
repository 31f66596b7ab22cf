"""A small SenseVoice: four query frames before the speech, convolution and attention blocks, one softmax a frame."""
import torch
import torch.nn as nn
import torch.nn.functional as F

from bfloat16 import linear


class _Depthwise(torch.autograd.Function):
    """Depthwise convolution over time on [B, T, d] by shifted sums: in training on a CPU much faster than the library's."""

    @staticmethod
    def forward(ctx, x, weight, bias):
        kernel, frames = weight.shape[2], x.shape[1]
        padded, taps = F.pad(x, (0, 0, kernel // 2, kernel // 2)), weight[:, 0].t().contiguous()
        y = padded[:, 0:frames] * taps[0] + bias
        for k in range(1, kernel):
            y.addcmul_(padded[:, k:k + frames], taps[k])
        ctx.save_for_backward(padded, taps)
        return y

    @staticmethod
    def backward(ctx, grad):
        padded, taps = ctx.saved_tensors
        kernel, frames = taps.shape[0], grad.shape[1]
        wide = F.pad(grad, (0, 0, kernel // 2, kernel // 2))
        to_x = wide[:, kernel - 1:kernel - 1 + frames] * taps[0]
        for k in range(1, kernel):
            to_x.addcmul_(wide[:, kernel - 1 - k:kernel - 1 - k + frames], taps[k])
        to_weight = torch.stack([(grad * padded[:, k:k + frames]).sum((0, 1)) for k in range(kernel)], 1)[:, None]
        return to_x, to_weight, grad.sum((0, 1))


class Convolution(nn.Module):
    def __init__(self, size, kernel):
        super().__init__()
        self.norm, self.gate, self.middle = nn.LayerNorm(size), nn.Linear(size, 2 * size), nn.LayerNorm(size)
        self.depthwise, self.out = nn.Conv1d(size, size, kernel, padding=kernel // 2, groups=size), nn.Linear(size, size)

    def forward(self, x, mask):
        a, b = linear(self.gate, self.norm(x)).chunk(2, -1)
        y = a * torch.sigmoid(b) * mask
        if self.training:
            y = _Depthwise.apply(y, self.depthwise.weight, self.depthwise.bias)
        else:
            y = self.depthwise(y.transpose(1, 2)).transpose(1, 2)
        return linear(self.out, F.relu(self.middle(y)))


class Attention(nn.Module):
    def __init__(self, size, heads):
        super().__init__()
        self.norm, self.qkv, self.out, self.heads = nn.LayerNorm(size), nn.Linear(size, 3 * size), nn.Linear(size, size), heads

    def forward(self, x, bias):
        b, t, d = x.shape
        q, k, v = linear(self.qkv, self.norm(x)).reshape(b, t, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        # In training in bfloat16, as the linear layers: single precision takes half of a step here.
        low = (lambda m: m.bfloat16().contiguous()) if self.training else (lambda m: m)
        weights = torch.softmax(torch.matmul(low(q), low(k).transpose(2, 3)).float() * (d // self.heads) ** -.5 + bias, -1)
        return linear(self.out, torch.matmul(low(weights), low(v)).float().transpose(1, 2).reshape(b, t, d))


class FeedForward(nn.Module):
    def __init__(self, size, wide):
        super().__init__()
        self.norm, self.up, self.down = nn.LayerNorm(size), nn.Linear(size, wide), nn.Linear(wide, size)

    def forward(self, x):
        return linear(self.down, F.relu(linear(self.up, self.norm(x))))


class Block(nn.Module):
    def __init__(self, size, wide, kernel, heads):
        super().__init__()
        self.convolution, self.feed_forward = Convolution(size, kernel), FeedForward(size, wide)
        self.attention = Attention(size, heads) if heads else None

    def forward(self, x, mask, bias):
        x = x + self.convolution(x, mask)
        if self.attention is not None:
            x = x + self.attention(x, bias)
        return x + self.feed_forward(x)


class Recogniser(nn.Module):
    """x [N, T, 560], x_length, language, text_norm [N] -> logits [N, T + 4, pieces]: language, emotion, event, style, then the text."""

    PHONES, PHONES_AFTER = 42, 2

    def __init__(self, pieces, size=224, wide=672, kernel=9, heads=4, attends=(0, 0, 1, 0, 1, 1)):
        super().__init__()
        self.queries, self.first, self.norm = nn.Embedding(16, 560), nn.Linear(560, size), nn.LayerNorm(size)
        self.blocks, self.last = nn.ModuleList([Block(size, wide, kernel, heads if a else 0) for a in attends]), nn.LayerNorm(size)
        self.out, self.phones = nn.Linear(size, pieces), nn.Linear(size, 6 * self.PHONES)
        nn.init.normal_(self.queries.weight, 0, .5)

    def take(self, state):
        """Loads a state of fewer blocks or fewer pieces: what is new starts without influence."""
        own = self.state_dict()
        for name, value in own.items():
            if name in state:
                value[tuple(map(slice, state[name].shape))] = state[name]
                if value.shape != state[name].shape:
                    value[len(state[name]):] = -6. if name == "out.bias" else 0.
            elif name.split(".")[-2] in ("out", "down"):
                value.zero_()
        self.load_state_dict(own)

    def forward(self, x, x_length, language, text_norm, with_phones=False):
        """with_phones: also [N, T, 6, 42], the phone of each 10 ms, read half way up; a help in training only."""
        zero = torch.zeros_like(language)
        x = torch.cat([self.queries(torch.stack([language, zero + 1, zero + 2, text_norm], 1).long()), x], 1)
        mask = (torch.arange(x.shape[1], device=x.device)[None] < (x_length.long() + 4)[:, None]).to(x.dtype)
        bias, mask, phones = ((1 - mask) * -1e4)[:, None, None, :], mask[:, :, None], None
        x = self.norm(linear(self.first, x))
        for i, block in enumerate(self.blocks):
            if with_phones and i == self.PHONES_AFTER:
                phones = linear(self.phones, x[:, 4:]).reshape(x.shape[0], x.shape[1] - 4, 6, self.PHONES)
            x = block(x, mask, bias)
        y = linear(self.out, self.last(x))
        return (y, phones) if with_phones else y

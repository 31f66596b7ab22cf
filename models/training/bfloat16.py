"""Linear layers in bfloat16 with float32 weights.

Matrix products in bfloat16 run several times as fast as in float32 on processors with AVX512-BF16 and on GPUs;
the weights and the optimiser stay in float32.
"""
import torch


class _Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight):
        x16, w16 = x.reshape(-1, x.shape[-1]).bfloat16(), weight.bfloat16()
        ctx.save_for_backward(x16, w16)
        ctx.shape = x.shape
        return torch.mm(x16, w16.t()).float().view(*x.shape[:-1], weight.shape[0])

    @staticmethod
    def backward(ctx, grad):
        x16, w16 = ctx.saved_tensors
        g16 = grad.reshape(-1, grad.shape[-1]).bfloat16()
        return torch.mm(g16, w16).float().view(ctx.shape), torch.mm(g16.t(), x16).float()


def linear(layer, x):
    """layer(x); in bfloat16 while the layer is being trained."""
    if not layer.training:
        return layer(x)
    y = _Linear.apply(x, layer.weight)
    return y if layer.bias is None else y + layer.bias


def product(x, weight):
    """x times the transposed weight, in bfloat16, with gradients."""
    return _Linear.apply(x, weight)

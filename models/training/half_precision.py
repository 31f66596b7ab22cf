"""Large weights stored in half precision in a file that computes in single precision."""
import numpy as np
import torch
from onnx import TensorProto, helper, numpy_helper

HALF_FROM = 2048


@torch.no_grad()
def round_to_half(module):
    """The module's large weights, rounded as halve() will store them."""
    for parameter in module.parameters():
        if parameter.numel() >= HALF_FROM:
            parameter.copy_(parameter.half().float())


def halve(model, but=()):
    """Weights of HALF_FROM values or more become float16 with a Cast behind them, which the runtime folds. but: starts of names to leave."""
    kept, casts = [], []
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype == np.float32 and values.size >= HALF_FROM and not tensor.name.startswith(tuple(but)):
            kept.append(numpy_helper.from_array(values.astype(np.float16), tensor.name + "_h"))
            casts.append(helper.make_node("Cast", [tensor.name + "_h"], [tensor.name], to=TensorProto.FLOAT))
        else:
            kept.append(tensor)
    nodes = list(model.graph.node)
    del model.graph.node[:], model.graph.initializer[:]
    model.graph.initializer.extend(kept)
    model.graph.node.extend(casts + nodes)

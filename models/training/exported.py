"""Weights of a network of PyTorch out of the ONNX file that torch.onnx.export wrote of it: what is in models/tiny is enough to go on from."""
import numpy as np
import torch
from onnx import TensorProto, numpy_helper


def exported_state(model):
    """Loaded ONNX file -> {name in PyTorch: float32 tensor}. A linear layer's weight lost its name; its product still has the layer's."""
    of = {t.name.removesuffix("_h"): torch.from_numpy(numpy_helper.to_array(t).astype(np.float32))
          for t in model.graph.initializer if t.data_type in (TensorProto.FLOAT, TensorProto.FLOAT16)}
    state = {name: value for name, value in of.items() if not name.startswith("onnx::")}
    for node in model.graph.node:
        if node.op_type == "MatMul" and node.input[1].startswith("onnx::") and node.input[1] in of:
            state[node.name.strip("/").replace("/", ".").removesuffix(".MatMul") + ".weight"] = of[node.input[1]].t().contiguous()
    return state

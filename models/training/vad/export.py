"""Writes the voice activity model with Silero's interface: input [batch, 576] at 16 kHz or [batch, 288] at
8 kHz, state [2, batch, 128], sr -> output, stateN. A width that does not fit the rate is an error."""
import argparse
import pathlib

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from .model import BINS, BINS_AT_8_KHZ, CONTEXT, FLOOR, FRAME, HOP, SCALE, STATE, WINDOW, VoiceActivity, basis


def spectrum(name, bins, divisor):
    """A branch: input -> power [batch, BINS, 4], from samples at 16 kHz / divisor, of which `bins` are more than nothing."""
    frame, own = FRAME // divisor, lambda x: f"{name}_{x}"
    constants = {"shape": np.array([-1, 1, (CONTEXT + WINDOW) // divisor], np.int64), "basis": basis(bins, frame)[:, None, :], "pads": np.array([0, 0, 0, 0, BINS - bins, 0], np.int64)}
    steps = [("Reshape", ["input", own("shape")], ["x"], {}), ("Conv", [own("x"), own("basis")], ["spectrum"], dict(kernel_shape=[frame], strides=[HOP // divisor])),
             ("Mul", [own("spectrum"), own("spectrum")], ["squares"], {}), ("Split", [own("squares")], ["real", "imaginary"], dict(axis=1)),
             ("Add", [own("real"), own("imaginary")], ["known"], {}), ("Pad", [own("known"), own("pads")], ["power"], {})]
    nodes = [helper.make_node(op, inputs, [own(o) for o in outputs], **attributes) for op, inputs, outputs, attributes in steps]
    out = helper.make_tensor_value_info(own("power"), TensorProto.FLOAT, ["batch", BINS, 4])
    return helper.make_graph(nodes, name, [], [out], [numpy_helper.from_array(np.ascontiguousarray(v), own(k)) for k, v in constants.items()])


def graph(weights):
    constants, nodes = [], []

    def const(name, values, half=False):
        a = np.ascontiguousarray(values) if np.ndim(values) else np.asarray(values)
        constants.append(numpy_helper.from_array(a.astype(np.float16) if half else a, name + "_h" if half else name))
        if half:
            nodes.append(helper.make_node("Cast", [name + "_h"], [name], to=TensorProto.FLOAT))
        return name

    def node(op, inputs, outputs, **attributes):
        nodes.append(helper.make_node(op, inputs, outputs, **attributes))

    def gates(a):
        """PyTorch's order of gates (input, forget, cell, output) -> ONNX's (input, output, forget, cell)."""
        i, f, g, o = np.split(a, 4)
        return np.concatenate([i, o, f, g])
    inner, bias = weights["memory.weight_ih_l0"].shape[1], weights["memory.bias_ih_l0"] + weights["memory.bias_hh_l0"]
    node("Equal", ["sr", const("telephone", np.array(8000, np.int64))], ["is_8_khz"])
    node("If", ["is_8_khz"], ["power"], then_branch=spectrum("at_8_khz", BINS_AT_8_KHZ, 2), else_branch=spectrum("at_16_khz", BINS, 1))
    node("Add", ["power", const("floor", np.array(FLOOR, np.float32))], ["floored"])
    node("Log", ["floored"], ["log"])
    node("Conv", ["log", const("wide", weights["wide.weight"] * SCALE, True), const("wide_bias", weights["wide.bias"])], ["y1"], kernel_shape=[3], pads=[1, 1])
    node("Relu", ["y1"], ["r1"])
    node("Conv", ["r1", const("narrow", weights["narrow.weight"], True), const("narrow_bias", weights["narrow.bias"])], ["y2"], kernel_shape=[3], pads=[1, 1], strides=[2])
    node("Relu", ["y2"], ["r2"])
    node("Reshape", ["r2", const("shape", np.array([1, -1, inner], np.int64))], ["steps"])
    node("Split", ["state"], ["h0", "c0"], axis=0)
    node("LSTM", ["steps", const("W", gates(weights["memory.weight_ih_l0"])[None], True), const("R", gates(weights["memory.weight_hh_l0"])[None], True),
                  const("B", np.concatenate([gates(bias), np.zeros(4 * STATE, np.float32)])[None]), "", "h0", "c0"], ["", "h1", "c1"], hidden_size=STATE)
    node("Concat", ["h1", "c1"], ["stateN"], axis=0)
    node("Squeeze", ["h1", const("axis0", np.array([0], np.int64))], ["hidden"])
    node("Relu", ["hidden"], ["active"])
    node("Gemm", ["active", const("out", weights["out.weight"].T), const("out_bias", weights["out.bias"])], ["logit"])
    node("Sigmoid", ["logit"], ["output"])
    value, f32 = helper.make_tensor_value_info, TensorProto.FLOAT
    inputs = [value("input", f32, ["batch", "width"]), value("state", f32, [2, "batch", STATE]), value("sr", TensorProto.INT64, [])]
    outputs = [value("output", f32, ["batch", 1]), value("stateN", f32, [2, "batch", STATE])]
    return helper.make_model(helper.make_graph(nodes, "tiny_vad", inputs, outputs, constants), opset_imports=[helper.make_opsetid("", 16)], ir_version=8)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vad", default="build/vad.pt")
    parser.add_argument("--out", default="../tiny/vad/model.onnx", type=pathlib.Path)
    args = parser.parse_args()
    model = VoiceActivity()
    model.load_state_dict(torch.load(args.vad, map_location="cpu"))
    made = graph({k: v.numpy() for k, v in model.state_dict().items()})
    onnx.checker.check_model(made, full_check=True)
    onnx.save(made, args.out)
    print(f"{args.out}: {args.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()

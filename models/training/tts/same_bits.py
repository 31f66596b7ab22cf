"""Rewrites the exported codec so that a row's samples are the same to the bit in every batch.

Which kernel runs, and so in which order is added, can depend on whether there is one row: on most processors in two places.
Layer norms spelled out in single steps are means over columns once the runtime has moved a transposition past them, and such a
mean of one row is added otherwise than that of two: each norm becomes the one operator that it is. In the speaker branch, a matrix product or a sum of one row runs through another kernel than two rows do, and adds in another order: the speakers are doubled along the batch where they enter the graph, and the first half of what
leaves the branch is kept: nothing in the branch has a single row any more.

usage: python -m tts.same_bits MODEL.onnx"""
import sys

import onnx
from onnx import helper, numpy_helper
import numpy as np


def rewrite(path):
    """Gives the number of norms and of results whose first half is kept; 0 for what is rewritten already."""
    model = onnx.load(path)
    norms = join_norms(model)
    halves = double_speakers(model.graph)
    onnx.checker.check_model(model)
    onnx.save(model, path)
    return norms, halves


def join_norms(model):
    """ReduceMean, Sub, Pow, ReduceMean, Add, Sqrt, Div, Mul, Add -> LayerNormalization (operator set 17)."""
    graph = model.graph
    constants = {n.output[0]: numpy_helper.to_array(n.attribute[0].t) for n in graph.node if n.op_type == "Constant"}
    readers = {}
    for node in graph.node:
        for name in node.input:
            readers.setdefault(name, []).append(node)

    def after(node, op):
        return next(n for n in readers[node.output[0]] if n.op_type == op)

    gone, joined = [], {}
    for mean in graph.node:
        if mean.op_type != "ReduceMean" or not any(n.op_type == "Sub" for n in readers[mean.output[0]]):
            continue
        centred = after(mean, "Sub")
        square = after(centred, "Pow")
        variance = after(square, "ReduceMean")
        floor = after(variance, "Add")
        root = after(floor, "Sqrt")
        ratio = after(root, "Div")
        scaled = after(ratio, "Mul")
        shifted = after(scaled, "Add")
        assert list(mean.attribute[0].ints) == [-1] and constants[square.input[1]] == 2, mean.name
        joined[shifted.name] = helper.make_node(
            "LayerNormalization", [mean.input[0], scaled.input[1], shifted.input[1]], list(shifted.output),
            name=mean.name + "_norm", axis=-1, epsilon=float(constants[floor.input[1]]))
        gone += [n.name for n in (mean, centred, square, variance, floor, root, ratio, scaled)]
    nodes = [joined.get(n.name, n) for n in graph.node if n.name not in gone]
    del graph.node[:]
    graph.node.extend(nodes)
    if joined:
        model.opset_import[0].version = max(17, model.opset_import[0].version)
    return len(joined)


def double_speakers(graph):
    speakers = next(i.name for i in graph.input if "global" in i.name)
    if any(n.name == "speaker_twice" for n in graph.node):
        return 0
    weights = {i.name for i in graph.initializer}
    products = [n for n in graph.node if n.op_type == "Gemm" and n.input[1] in weights]
    inner = {n.input[0] for n in products}
    assert len(inner) == 1, "products of more than one branch"

    # Where the branch ends: its products, and sums that go to the rest of the decoder as they are.
    ends, reached = list(products), {speakers}
    for node in graph.node:
        if any(name in reached for name in node.input):
            if node.op_type == "ReduceSum" and node.output[0] not in inner:
                ends.append(node)
            if node not in ends:
                reached.update(node.output)

    for name, value in [("zero_1", [0]), ("one_1", [1])]:
        graph.initializer.append(numpy_helper.from_array(np.array(value, np.int64), name))
    nodes = [
        helper.make_node("Concat", [speakers, speakers], ["speaker_twice"], axis=0, name="speaker_twice"),
        helper.make_node("Shape", [speakers], ["speaker_shape"], name="speaker_shape"),
        helper.make_node("Slice", ["speaker_shape", "zero_1", "one_1"], ["speaker_batch"], name="speaker_batch"),
    ]
    for node in graph.node:
        for i, name in enumerate(node.input):
            if name == speakers and node.op_type != "Shape":
                node.input[i] = "speaker_twice"
        nodes.append(node)
        if node in ends:
            out = node.output[0]
            node.output[0] = out + "_twice"
            nodes.append(helper.make_node("Slice", [out + "_twice", "zero_1", "speaker_batch", "zero_1"], [out], name=out + "_half"))
    del graph.node[:]
    graph.node.extend(nodes)
    return len(ends)


if __name__ == "__main__":
    print("{}: {} norms, {} results of the speaker branch".format(sys.argv[1], *rewrite(sys.argv[1])))

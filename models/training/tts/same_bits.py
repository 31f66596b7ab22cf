"""Rewrites the speaker branch of the exported codec so that a row's samples are the same to the bit in every batch.

One row of a matrix product runs through another kernel than two do, and sums in another order. The branch's input is doubled
along the batch, the first half of each product is kept: no product has a single row any more.

usage: python -m tts.same_bits MODEL.onnx"""
import sys

import onnx
from onnx import helper, numpy_helper
import numpy as np


def rewrite(path):
    model = onnx.load(path)
    graph = model.graph
    weights = {i.name for i in graph.initializer}
    products = [n for n in graph.node if n.op_type == "Gemm" and n.input[1] in weights]
    sources = {n.input[0] for n in products}
    assert len(sources) == 1, sources
    source = sources.pop()
    if source.startswith("speaker_twice"):
        return 0
    for name, value in [("zero_1", [0]), ("one_1", [1])]:
        graph.initializer.append(numpy_helper.from_array(np.array(value, np.int64), name))
    twice = helper.make_node("Concat", [source, source], ["speaker_twice"], axis=0, name="speaker_twice")
    shape = helper.make_node("Shape", [source], ["speaker_shape"], name="speaker_shape")
    batch = helper.make_node("Slice", ["speaker_shape", "zero_1", "one_1"], ["speaker_batch"], name="speaker_batch")
    nodes = []
    for node in graph.node:
        if node.op_type == "Gemm" and node in products:
            if twice is not None:
                nodes += [twice, shape, batch]
                twice = None
            out = node.output[0]
            node.input[0], node.output[0] = "speaker_twice", out + "_twice"
            nodes += [node, helper.make_node("Slice", [out + "_twice", "zero_1", "speaker_batch", "zero_1"], [out], name=out + "_half")]
        else:
            nodes.append(node)
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, path)
    return len(products)


if __name__ == "__main__":
    print(f"{sys.argv[1]}: {rewrite(sys.argv[1])} products of the speaker branch")

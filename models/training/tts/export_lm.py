"""Writes the language model as the server loads it: model.onnx with GroupQueryAttention, genai_config.json, tokenizer.json;
and, with --checkpoint, the same as a Hugging Face Qwen2 folder; with --reference, logits computed by PyTorch.

  input_ids              int64   [batch, sequence]
  attention_mask         int64   [batch, width]          row sum = past + new; width = total or the buffer's length
  past_key_values.N.key  float32 [batch, kv_heads, max_length, head_dim]   (the memory of present.N.key)
  logits                 float32 [batch, 1, vocabulary]  of the last position
"""
import argparse
import json
import pathlib
import struct

import numpy as np
import torch
from onnx import TensorProto, helper, numpy_helper, save

from .lm import causal_mask
from .restore import language_model
from .vocabulary import END, ID, INDIC_RANGES, TOKENS

WORDS_OF_DIGITS = "zero one two three four five six seven eight nine".split()
SAMPLING = dict(temperature=.7, top_k=25, top_p=1., repetition_penalty=1.)


def weights(model):
    """Qwen2's names -> float32 arrays."""
    c, out = model.c, {"model.embed_tokens.weight": model.table(), "model.norm.weight": model.norm.weight}
    sizes = [c.heads * c.head_dim, c.kv_heads * c.head_dim, c.kv_heads * c.head_dim]
    for i, layer in enumerate(model.layers):
        p = f"model.layers.{i}."
        for name, weight, bias in zip("qkv", layer.qkv.weight.split(sizes), layer.qkv.bias.split(sizes)):
            out[p + f"self_attn.{name}_proj.weight"], out[p + f"self_attn.{name}_proj.bias"] = weight, bias
        gate, up = layer.gate_up.weight.chunk(2)
        out |= {p + "self_attn.o_proj.weight": layer.out.weight, p + "mlp.gate_proj.weight": gate, p + "mlp.up_proj.weight": up, p + "mlp.down_proj.weight": layer.down.weight,
                p + "input_layernorm.weight": layer.norm1.weight, p + "post_attention_layernorm.weight": layer.norm2.weight}
    return {k: np.ascontiguousarray(v.detach().numpy(), np.float32) for k, v in out.items()}


def graph(model):
    """What onnxruntime-genai's builder writes for Qwen2 in float32 on a CPU: packed QKV, rotary embedding inside
    GroupQueryAttention, past and present in one buffer of fixed length, no position_ids."""
    c, w, nodes, constants = model.c, weights(model), [], []

    def const(name, value):
        constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(op, inputs, outputs, domain="", **attributes):
        nodes.append(helper.make_node(op, inputs, outputs, domain=domain, name=outputs[0], **attributes))
        return outputs[0]

    def skip_norm(x, skip, weight, out, total):
        node("SkipSimplifiedLayerNormalization", [x, skip, weight], [out, "", "", total] if total else [out], "com.microsoft", epsilon=c.epsilon)

    for name, value in (("one", [1]), ("axis1", [1]), ("last", [-1])):
        const(name, np.array(value, np.int64))
    const("i1", np.array(1, np.int64))
    node("ReduceSum", ["attention_mask", "axis1"], ["mask_sum"], keepdims=0)
    node("Sub", ["mask_sum", "one"], ["mask_sum_less_1"])
    node("Cast", ["mask_sum_less_1"], ["seqlens_k"], to=TensorProto.INT32)
    node("Shape", ["attention_mask"], ["mask_shape"])
    node("Gather", ["mask_shape", "i1"], ["mask_width"], axis=0)
    node("Cast", ["mask_width"], ["total_seq_len"], to=TensorProto.INT32)
    angle = np.arange(c.max_positions)[:, None] / c.theta ** (np.arange(0, c.head_dim, 2) / c.head_dim)[None]
    const("cos_cache", np.cos(angle).astype(np.float32))
    const("sin_cache", np.sin(angle).astype(np.float32))
    const("embed", w["model.embed_tokens.weight"])
    x, skip = node("Gather", ["embed", "input_ids"], ["x0"], axis=0), None
    for i in range(c.layers):
        p, l = f"model.layers.{i}.", f"l{i}."
        const(l + "norm1", w[p + "input_layernorm.weight"])
        const(l + "norm2", w[p + "post_attention_layernorm.weight"])
        if skip is None:
            node("SimplifiedLayerNormalization", [x, l + "norm1"], [l + "n1"], axis=-1, epsilon=c.epsilon, stash_type=1)
        else:
            skip_norm(x, skip, l + "norm1", l + "n1", l + "res1")
            x = l + "res1"
        const(l + "qkv", np.concatenate([w[p + f"self_attn.{n}_proj.weight"] for n in "qkv"]).T)
        const(l + "qkv_bias", np.concatenate([w[p + f"self_attn.{n}_proj.bias"] for n in "qkv"]))
        node("Add", [node("MatMul", [l + "n1", l + "qkv"], [l + "qkv_mm"]), l + "qkv_bias"], [l + "packed"])
        node("GroupQueryAttention", [l + "packed", "", "", f"past_key_values.{i}.key", f"past_key_values.{i}.value", "seqlens_k", "total_seq_len", "cos_cache", "sin_cache"],
             [l + "att", f"present.{i}.key", f"present.{i}.value"], "com.microsoft", num_heads=c.heads, kv_num_heads=c.kv_heads, do_rotary=1, rotary_interleaved=0,
             scale=c.head_dim ** -.5)
        node("MatMul", [l + "att", const(l + "o", w[p + "self_attn.o_proj.weight"].T)], [l + "att_out"])
        skip_norm(x, l + "att_out", l + "norm2", l + "n2", l + "res2")
        x = l + "res2"
        gate, up = (node("MatMul", [l + "n2", const(l + n, w[p + f"mlp.{n}_proj.weight"].T)], [l + n + "_mm"]) for n in ("gate", "up"))
        silu = node("Mul", [gate, node("Sigmoid", [gate], [l + "sigmoid"])], [l + "silu"])
        skip = node("MatMul", [node("Mul", [silu, up], [l + "gated"]), const(l + "down", w[p + "mlp.down_proj.weight"].T)], [l + "mlp"])
    skip_norm(x, skip, const("final_norm", w["model.norm.weight"]), "final", None)
    node("MatMul", [node("Gather", ["final", "last"], ["final_last"], axis=1), const("head", w["model.embed_tokens.weight"].T)], ["logits"])
    f32, i64, value = TensorProto.FLOAT, TensorProto.INT64, helper.make_tensor_value_info
    inputs = [value("input_ids", i64, ["batch", "sequence"]), value("attention_mask", i64, ["batch", "width"])]
    outputs = [value("logits", f32, ["batch", 1, len(TOKENS)])]
    for i in range(c.layers):
        for k in ("key", "value"):
            inputs.append(value(f"past_key_values.{i}.{k}", f32, ["batch", c.kv_heads, "past", c.head_dim]))
            outputs.append(value(f"present.{i}.{k}", f32, ["batch", c.kv_heads, "total", c.head_dim]))
    model_ = helper.make_model(helper.make_graph(nodes, "qwen2_gqa", inputs, outputs, constants),
                               opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)])
    model_.ir_version = 8
    return model_


def genai_config(c):
    return {"model": {
        "type": "qwen2", "context_length": c.max_positions, "vocab_size": len(TOKENS), "eos_token_id": END, "pad_token_id": 0,
        "decoder": {
            "session_options": {"provider_options": []}, "filename": "model.onnx", "head_size": c.head_dim, "hidden_size": c.hidden,
            "num_attention_heads": c.heads, "num_hidden_layers": c.layers, "num_key_value_heads": c.kv_heads,
            "inputs": {"input_ids": "input_ids", "attention_mask": "attention_mask", "past_key_names": "past_key_values.%d.key", "past_value_names": "past_key_values.%d.value"},
            "outputs": {"logits": "logits", "present_key_names": "present.%d.key", "present_value_names": "present.%d.value"}}},
        "search": {"do_sample": True, "max_length": c.max_positions, "past_present_share_buffer": True, **SAMPLING}}


def tokenizer():
    """Characters and added tokens; digits are read one by one, so the server writes numbers as words first."""
    replace = lambda a, b: dict(type="Replace", pattern=dict(String=a), content=b)
    pattern = lambda a, b: dict(type="Replace", pattern=dict(Regex=a), content=b)
    indic = "".join("-".join(ends) for ends in INDIC_RANGES)
    # Joiners are for the eye. Not StripAccents: to that the vowel signs of Hindi and Telugu are accents.
    steps = [pattern("[\u200c\u200d]+", ""), dict(type="NFD"), pattern("[\u0300-\u036f]+", ""), dict(type="NFC"), dict(type="Lowercase")]
    # The server's normaliser ends sentences of Hindi with a bar and those of Telugu with a comma; no text of the training ends with one.
    steps += [pattern("(?<=[^ ])[|](?= |$)|\u0965", "\u0964"), pattern("(?<=[\u0c00-\u0c63]),(?= *$)", ".")]
    steps += [replace("’", "'"), replace("‘", "'"), replace("&", " and "),
             replace("%", " percent "), replace("@", " at "), replace("+", " plus "), replace("=", " equals "), replace(";", ","), replace(":", ",")]
    steps += [pattern(f"[{d}{chr(0x966 + d)}{chr(0xc66 + d)}]", f" {w} ") for d, w in enumerate(WORDS_OF_DIGITS)] + [pattern(f"[^a-z,.?!' {indic}]+", " "), pattern(" +", " ")]
    added = [dict(id=ID[t], content=t, single_word=False, lstrip=False, rstrip=False, normalized=False, special=True) for t in TOKENS if t.startswith("<|")]
    bpe = dict(type="BPE", dropout=None, unk_token="<|unk|>", continuing_subword_prefix=None, end_of_word_suffix=None, fuse_unk=False, byte_fallback=False, vocab=ID, merges=[])
    return dict(version="1.0", truncation=None, padding=None, added_tokens=added, normalizer=dict(type="Sequence", normalizers=steps), pre_tokenizer=None,
                post_processor=None, decoder=dict(type="Fuse"), model=bpe)


def write_checkpoint(model, folder):
    c, arrays, header, at = model.c, weights(model), {}, 0
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(dict(
        architectures=["Qwen2ForCausalLM"], model_type="qwen2", hidden_size=c.hidden, num_hidden_layers=c.layers, num_attention_heads=c.heads, num_key_value_heads=c.kv_heads,
        head_dim=c.head_dim, intermediate_size=c.feed_forward, rms_norm_eps=c.epsilon, rope_theta=c.theta, vocab_size=len(TOKENS), tie_word_embeddings=True, hidden_act="silu",
        max_position_embeddings=c.max_positions, bos_token_id=None, eos_token_id=END, pad_token_id=0, torch_dtype="float32"), indent=1))
    for name, a in arrays.items():
        header[name] = dict(dtype="F32", shape=list(a.shape), data_offsets=[at, at + a.nbytes])
        at += a.nbytes
    head = json.dumps(header).encode()
    head += b" " * (-len(head) % 8)
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", len(head)) + head + b"".join(a.tobytes() for a in arrays.values()))
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer()))


@torch.no_grad()
def write_reference(model, folder, count=40):
    """Random ids int64 [40] and the logits float32 [40, vocabulary] of every position."""
    folder.mkdir(parents=True, exist_ok=True)
    ids, table = torch.randint(0, len(TOKENS), (1, count), generator=torch.Generator().manual_seed(0)), model.table()
    hidden, _ = model(table[ids], torch.arange(count)[None], causal_mask(count))
    ids.numpy().tofile(folder / "t_lmids.bin")
    (hidden @ table.t())[0].numpy().tofile(folder / "t_logits.bin")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lm", default="build/lm.pt")
    parser.add_argument("--out", default="../tiny/tts", type=pathlib.Path)
    parser.add_argument("--checkpoint", type=pathlib.Path)
    parser.add_argument("--reference", type=pathlib.Path)
    args = parser.parse_args()
    model = language_model(args.lm)
    onnx = graph(model)
    save(onnx, args.out / "model.onnx")
    (args.out / "genai_config.json").write_text(json.dumps(genai_config(model.c), indent=2) + "\n")
    (args.out / "tokenizer.json").write_text(json.dumps(tokenizer()))
    if args.checkpoint:
        write_checkpoint(model, args.checkpoint)
    if args.reference:
        write_reference(model, args.reference)
    print(f"{args.out / 'model.onnx'}: {(args.out / 'model.onnx').stat().st_size / 1e6:.2f} MB, {sum(w.size for w in weights(model).values()) / 1e6:.2f} M parameters")


if __name__ == "__main__":
    main()

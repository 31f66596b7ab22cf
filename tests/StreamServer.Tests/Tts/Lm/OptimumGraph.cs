using StreamServer.Inference.Onnx;
using StreamServer.Models.Conversion;
using StreamServer.Models.Conversion.Qwen2;

namespace StreamServer.Tests.Tts.Lm;

/// <summary>
/// A Qwen2 decoder as Optimum exports it: standard operators only, position ids, a cache that grows by concatenation, the logits of every
/// position.
/// </summary>
internal sealed class OptimumGraph
{
    private readonly OnnxGraphWriter _graph;
    private readonly TensorBag _weights;
    private readonly Qwen2Config _config;
    private int _constants;

    private OptimumGraph(OnnxGraphWriter graph, TensorBag weights, Qwen2Config config) =>
        (_graph, _weights, _config) = (graph, weights, config);

    public static void Write(TensorBag weights, Qwen2Config config, string path)
    {
        using OnnxGraphWriter graph = new(path, "main_graph");
        new OptimumGraph(graph, weights, config).Build();
        graph.Save();
    }

    private void Build()
    {
        string ids = _graph.Input("input_ids", OnnxType.Int64, "batch_size", "sequence_length");
        string mask = _graph.Input("attention_mask", OnnxType.Int64, "batch_size", "past_sequence_length + 1");
        string positions = _graph.Input("position_ids", OnnxType.Int64, "batch_size", "sequence_length");
        for (int layer = 0; layer < _config.Layers; layer++)
        {
            _graph.Input($"past_key_values.{layer}.key", OnnxType.Float, "batch_size", _config.KeyValueHeads, "past_sequence_length",
                _config.HeadSize);
            _graph.Input($"past_key_values.{layer}.value", OnnxType.Float, "batch_size", _config.KeyValueHeads, "past_sequence_length",
                _config.HeadSize);
        }

        Rotary(positions);
        Bias(mask, positions);
        string x = _graph.Node("Gather", [Weight("model.embed_tokens.weight"), ids], "embedded");
        for (int layer = 0; layer < _config.Layers; layer++)
        {
            x = Layer(layer, x);
        }

        string head = _weights.Tensors.ContainsKey("lm_head.weight")
            ? Transposed("lm_head.weight")
            : _graph.Node("Transpose", ["model.embed_tokens.weight"], "lm_head.transposed", OnnxAttribute.Ints("perm", 1, 0));
        _graph.Node("MatMul", [Norm(x, "model.norm"), head], "logits");
        _graph.Output("logits", OnnxType.Float, "batch_size", "sequence_length", _config.Vocabulary);
        for (int layer = 0; layer < _config.Layers; layer++)
        {
            _graph.Output($"present.{layer}.key", OnnxType.Float, "batch_size", _config.KeyValueHeads, "total", _config.HeadSize);
            _graph.Output($"present.{layer}.value", OnnxType.Float, "batch_size", _config.KeyValueHeads, "total", _config.HeadSize);
        }
    }

    /// <summary>cos and sin, [batch, 1, sequence, head size].</summary>
    private void Rotary(string positions)
    {
        int half = _config.HeadSize / 2;
        float[] frequencies = [.. Enumerable.Range(0, half).Select(i => (float)Math.Pow(_config.RopeTheta, -2.0 * i / _config.HeadSize))];
        string numbers = _graph.Node("Cast", [_graph.Node("Unsqueeze", [positions, Longs(2)], "positions_column")], "positions_float",
            OnnxAttribute.Of("to", 1));
        string angles = _graph.Node("MatMul", [numbers, _graph.Floats("inv_freq", frequencies, 1, half)], "angles");
        string twice = _graph.Node("Concat", [angles, angles], "angles_twice", OnnxAttribute.Of("axis", -1));
        _graph.Node("Unsqueeze", [_graph.Node("Cos", [twice], "cos_flat"), Longs(1)], "cos");
        _graph.Node("Unsqueeze", [_graph.Node("Sin", [twice], "sin_flat"), Longs(1)], "sin");
    }

    /// <summary>0 where a position may look and −1e9 where it may not, [batch, 1, sequence, total].</summary>
    private void Bias(string mask, string positions)
    {
        string total = _graph.Node("Gather", [_graph.Node("Shape", [mask], "mask_shape"), _graph.Long("mask_axis", 1)], "total_length",
            OnnxAttribute.Of("axis", 0));
        string keys = _graph.Node("Range", [_graph.Long("zero", 0), total, _graph.Long("one", 1)], "key_positions");
        string queries = _graph.Node("Unsqueeze", [positions, Longs(1, 3)], "query_positions");
        string isPast = _graph.Node("LessOrEqual", [keys, queries], "is_past");
        string isThere = _graph.Node("Cast", [_graph.Node("Unsqueeze", [mask, Longs(1, 2)], "mask_wide")], "is_there",
            OnnxAttribute.Of("to", 9));
        _graph.Node("Where", [_graph.Node("And", [isPast, isThere], "may_look"), _graph.Floats("nothing", [0f]),
            _graph.Floats("never", [-1e9f])], "bias");
    }

    private string Layer(int layer, string x)
    {
        string prefix = $"model.layers.{layer}";
        string normal = Norm(x, $"{prefix}.input_layernorm");
        string query = Rotate(Heads(Linear(normal, $"{prefix}.self_attn.q_proj"), _config.Heads));
        string newKey = Rotate(Heads(Linear(normal, $"{prefix}.self_attn.k_proj"), _config.KeyValueHeads));
        string newValue = Heads(Linear(normal, $"{prefix}.self_attn.v_proj"), _config.KeyValueHeads);
        string key = _graph.Node("Concat", [$"past_key_values.{layer}.key", newKey], $"present.{layer}.key", OnnxAttribute.Of("axis", 2));
        string value = _graph.Node("Concat", [$"past_key_values.{layer}.value", newValue], $"present.{layer}.value",
            OnnxAttribute.Of("axis", 2));

        string keys = _graph.Node("Transpose", [Repeat(key)], $"{key}.transposed", OnnxAttribute.Ints("perm", 0, 1, 3, 2));
        string scores = _graph.Node("MatMul", [query, keys], $"{prefix}.scores");
        string scaled = _graph.Node("Mul", [scores, _graph.Floats($"{prefix}.scale", [1 / MathF.Sqrt(_config.HeadSize)])],
            $"{prefix}.scaled");
        string weights = _graph.Node("Softmax", [_graph.Node("Add", [scaled, "bias"], $"{prefix}.biased")], $"{prefix}.weights",
            OnnxAttribute.Of("axis", -1));
        string attended = _graph.Node("MatMul", [weights, Repeat(value)], $"{prefix}.attended");
        string rows = _graph.Node("Transpose", [attended], $"{prefix}.rows", OnnxAttribute.Ints("perm", 0, 2, 1, 3));
        string flat = _graph.Node("Reshape", [rows, Longs(0, 0, _config.Heads * _config.HeadSize)], $"{prefix}.flat");
        x = _graph.Node("Add", [x, Linear(flat, $"{prefix}.self_attn.o_proj")], $"{prefix}.after_attention");

        normal = Norm(x, $"{prefix}.post_attention_layernorm");
        string gate = Linear(normal, $"{prefix}.mlp.gate_proj");
        string silu = _graph.Node("Mul", [gate, _graph.Node("Sigmoid", [gate], $"{gate}.sigmoid")], $"{gate}.silu");
        string inner = _graph.Node("Mul", [silu, Linear(normal, $"{prefix}.mlp.up_proj")], $"{prefix}.inner");
        return _graph.Node("Add", [x, Linear(inner, $"{prefix}.mlp.down_proj")], $"{prefix}.out");
    }

    private string Norm(string x, string prefix)
    {
        string square = _graph.Node("Mul", [x, x], $"{prefix}.square");
        string mean = _graph.Node("ReduceMean", [square], $"{prefix}.mean", OnnxAttribute.Ints("axes", -1));
        string root = _graph.Node(
            "Sqrt", [_graph.Node("Add", [mean, _graph.Floats($"{prefix}.epsilon", [_config.NormEpsilon])], $"{prefix}.positive")],
            $"{prefix}.root");
        return _graph.Node("Mul", [_graph.Node("Div", [x, root], $"{prefix}.normal"), Weight($"{prefix}.weight")], $"{prefix}.out");
    }

    private string Linear(string x, string prefix)
    {
        string product = _graph.Node("MatMul", [x, Transposed($"{prefix}.weight")], $"{prefix}.product");
        return _weights.Tensors.ContainsKey($"{prefix}.bias") ? _graph.Node("Add", [product, Weight($"{prefix}.bias")], $"{prefix}.out")
            : product;
    }

    private string Heads(string x, int heads)
    {
        string split = _graph.Node("Reshape", [x, Longs(0, 0, heads, _config.HeadSize)], $"{x}.split");
        return _graph.Node("Transpose", [split], $"{x}.heads", OnnxAttribute.Ints("perm", 0, 2, 1, 3));
    }

    private string Rotate(string x)
    {
        int half = _config.HeadSize / 2;
        _graph.Node("Split", "", [x, Longs(half, half)], [$"{x}.first", $"{x}.second"], OnnxAttribute.Of("axis", -1));
        string turned = _graph.Node("Concat", [_graph.Node("Neg", [$"{x}.second"], $"{x}.negative"), $"{x}.first"], $"{x}.turned",
            OnnxAttribute.Of("axis", -1));
        return _graph.Node("Add", [_graph.Node("Mul", [x, "cos"], $"{x}.cos"), _graph.Node("Mul", [turned, "sin"], $"{x}.sin")],
            $"{x}.rotated");
    }

    /// <summary>One key or value head for each query head.</summary>
    private string Repeat(string x)
    {
        string wide = _graph.Node("Unsqueeze", [x, Longs(2)], $"{x}.wide");
        string repeated = _graph.Node("Tile", [wide, Longs(1, 1, _config.Heads / _config.KeyValueHeads, 1, 1)], $"{x}.repeated");
        return _graph.Node("Reshape", [repeated, Longs(0, _config.Heads, -1, _config.HeadSize)], $"{x}.each");
    }

    private string Weight(string name) => _graph.Floats(name, _weights[name], [.. _weights.ShapeOf(name).Select(size => (long)size)]);

    private string Transposed(string name)
    {
        int[] shape = _weights.ShapeOf(name);
        return _graph.Floats(name, Matrix.Transpose(_weights[name], shape[0], shape[1]), shape[1], shape[0]);
    }

    private string Longs(params long[] values) => _graph.Longs($"constant_{_constants++}", values);
}

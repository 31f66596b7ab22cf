using StreamServer.Inference.Onnx;
using StreamServer.Models.Conversion.Checkpoints;

namespace StreamServer.Models.Conversion.Qwen2;

/// <summary>
/// A Qwen2 decoder as onnxruntime-genai's builder writes it for the CPU: packed QKV, rotary embedding inside GroupQueryAttention, past
/// and present of one fixed length in the same memory, no position ids; and the logits of the last position only.
/// <list type="bullet">
/// <item><c>input_ids</c> int64 [batch, sequence]; <c>attention_mask</c> int64 [batch, width]: only row sums (past + new) and width
/// count.</item>
/// <item><c>past_key_values.N.key|value</c> float [batch, kv heads, length, head size] in, <c>present.N.key|value</c> out.</item>
/// <item><c>logits</c> float [batch, 1, head tokens].</item>
/// </list>
/// </summary>
internal sealed class Qwen2Graph
{
    private readonly OnnxGraphWriter _graph;
    private readonly ICheckpoint _checkpoint;
    private readonly Qwen2Config _config;
    private readonly Qwen2Options _options;

    private Qwen2Graph(OnnxGraphWriter graph, ICheckpoint checkpoint, Qwen2Config config, Qwen2Options options)
    {
        _graph = graph;
        _checkpoint = checkpoint;
        _config = config;
        _options = options;
    }

    /// <summary>Writes <paramref name="path"/> and its weights; tells <paramref name="progress"/> the layers done.</summary>
    public static void Write(ICheckpoint checkpoint, Qwen2Config config, Qwen2Options options, string path, IProgress<int>? progress = null)
    {
        using OnnxGraphWriter graph = new(path, "qwen2_gqa");
        new Qwen2Graph(graph, checkpoint, config, options).Build(progress);
        graph.Save();
    }

    private void Build(IProgress<int>? progress)
    {
        string ids = _graph.Input("input_ids", OnnxType.Int64, "batch", "sequence");
        string mask = _graph.Input("attention_mask", OnnxType.Int64, "batch", "width");
        for (int layer = 0; layer < _config.Layers; layer++)
        {
            foreach (string part in new[] { "key", "value" })
            {
                _graph.Input($"past_key_values.{layer}.{part}", OnnxType.Float, "batch", _config.KeyValueHeads, "past", _config.HeadSize);
            }
        }

        MaskSums(mask);
        RotaryTables();
        string residual = _graph.Node("Gather", [Embedding(), ids], "embedded");
        string? branch = null;
        for (int layer = 0; layer < _config.Layers; layer++)
        {
            (residual, branch) = Layer(layer, residual, branch);
            progress?.Report(layer + 1);
        }

        (_, string final) = Norm("model.norm", residual, branch);
        Head(final);
        for (int layer = 0; layer < _config.Layers; layer++)
        {
            foreach (string part in new[] { "key", "value" })
            {
                _graph.Output($"present.{layer}.{part}", OnnxType.Float, "batch", _config.KeyValueHeads, "total", _config.HeadSize);
            }
        }
    }

    private void MaskSums(string mask)
    {
        string sum = _graph.Node("ReduceSum", [mask, _graph.Longs("mask_axis", 1)], "mask_sum", OnnxAttribute.Of("keepdims", 0));
        string past = _graph.Node("Sub", [sum, _graph.Longs("one", 1)], "mask_sum_less_1");
        _graph.Node("Cast", [past], "seqlens_k", OnnxAttribute.Of("to", (long)OnnxType.Int32));
        string shape = _graph.Node("Shape", [mask], "mask_shape");
        string width = _graph.Node("Gather", [shape, _graph.Long("width_index", 1)], "mask_width", OnnxAttribute.Of("axis", 0));
        _graph.Node("Cast", [width], "total_seq_len", OnnxAttribute.Of("to", (long)OnnxType.Int32));
    }

    private void RotaryTables()
    {
        int half = _config.HeadSize / 2;
        float[] cosines = new float[_options.ContextLength * half];
        float[] sines = new float[_options.ContextLength * half];
        for (int position = 0; position < _options.ContextLength; position++)
        {
            for (int i = 0; i < half; i++)
            {
                double angle = position / Math.Pow(_config.RopeTheta, 2.0 * i / _config.HeadSize);
                cosines[(position * half) + i] = (float)Math.Cos(angle);
                sines[(position * half) + i] = (float)Math.Sin(angle);
            }
        }

        _graph.Floats("cos_cache", cosines, _options.ContextLength, half);
        _graph.Floats("sin_cache", sines, _options.ContextLength, half);
    }

    private string Embedding()
    {
        const string Name = "model.embed_tokens.weight";
        Demand(Name, _config.Vocabulary, _config.Hidden);
        return _graph.Floats("embed_tokens", (start, values) => _checkpoint.Read(Name, start, values), _config.Vocabulary, _config.Hidden);
    }

    private (string Residual, string Branch) Layer(int layer, string residual, string? branch)
    {
        string prefix = $"model.layers.{layer}";
        (residual, string normal) = Norm($"{prefix}.input_layernorm", residual, branch);

        int queries = _config.Heads * _config.HeadSize;
        int keys = _config.KeyValueHeads * _config.HeadSize;
        string packed = MatMul(
            normal,
            $"{prefix}.self_attn.qkv",
            _config.Hidden,
            [($"{prefix}.self_attn.q_proj", queries), ($"{prefix}.self_attn.k_proj", keys), ($"{prefix}.self_attn.v_proj", keys)]);
        string attended = _graph.Node(
            "GroupQueryAttention",
            OnnxGraphWriter.Microsoft,
            [
                packed, "", "", $"past_key_values.{layer}.key", $"past_key_values.{layer}.value",
                "seqlens_k", "total_seq_len", "cos_cache", "sin_cache",
            ],
            [$"{prefix}.attended", $"present.{layer}.key", $"present.{layer}.value"],
            OnnxAttribute.Of("num_heads", _config.Heads),
            OnnxAttribute.Of("kv_num_heads", _config.KeyValueHeads),
            OnnxAttribute.Of("do_rotary", 1),
            OnnxAttribute.Of("rotary_interleaved", 0),
            OnnxAttribute.Of("scale", 1 / MathF.Sqrt(_config.HeadSize)));
        string attention = MatMul(attended, $"{prefix}.self_attn.out", queries, [($"{prefix}.self_attn.o_proj", _config.Hidden)]);

        (residual, normal) = Norm($"{prefix}.post_attention_layernorm", residual, attention);
        int inner = _checkpoint.Info($"{prefix}.mlp.gate_proj.weight").Shape[0];
        string gate = MatMul(normal, $"{prefix}.mlp.gate", _config.Hidden, [($"{prefix}.mlp.gate_proj", inner)]);
        string up = MatMul(normal, $"{prefix}.mlp.up", _config.Hidden, [($"{prefix}.mlp.up_proj", inner)]);
        string silu = _graph.Node("Mul", [gate, _graph.Node("Sigmoid", [gate], $"{prefix}.mlp.sigmoid")], $"{prefix}.mlp.silu");
        string gated = _graph.Node("Mul", [silu, up], $"{prefix}.mlp.gated");

        // The input of the last product has the outliers: one scale a row would drown the other channels in its steps.
        WeightFormat down = _options.Weights == WeightFormat.Row && !_options.IsDownByRow ? WeightFormat.Int8 : _options.Weights;
        return (residual, MatMul(gated, $"{prefix}.mlp.down", inner, [($"{prefix}.mlp.down_proj", _config.Hidden)], down));
    }

    /// <summary>Root-mean-square norm of residual + branch; also gives that sum, the next residual.</summary>
    private (string Residual, string Normal) Norm(string prefix, string residual, string? branch)
    {
        string weight = _graph.Floats($"{prefix}.weight", _checkpoint.Read($"{prefix}.weight", _config.Hidden), _config.Hidden);
        if (branch is null)
        {
            string first = _graph.Node(
                "SimplifiedLayerNormalization",
                [residual, weight],
                $"{prefix}.out",
                OnnxAttribute.Of("axis", -1),
                OnnxAttribute.Of("epsilon", _config.NormEpsilon),
                OnnxAttribute.Of("stash_type", 1));
            return (residual, first);
        }

        string sum = $"{prefix}.residual";
        string normal = _graph.Node(
            "SkipSimplifiedLayerNormalization",
            OnnxGraphWriter.Microsoft,
            [residual, branch, weight],
            [$"{prefix}.out", "", "", sum],
            OnnxAttribute.Of("epsilon", _config.NormEpsilon));
        return (sum, normal);
    }

    /// <summary>A product with the rows of several projections, one after the other, and their biases where they have some.</summary>
    private string MatMul(string x, string name, int inputs, (string Prefix, int Rows)[] parts, WeightFormat? otherwise = null)
    {
        WeightFormat weights = otherwise ?? _options.Weights;
        int rows = parts.Sum(part => part.Rows);
        float[] weight = new float[rows * inputs];
        int start = 0;
        foreach ((string prefix, int count) in parts)
        {
            Demand($"{prefix}.weight", count, inputs);
            _checkpoint.Read($"{prefix}.weight", 0, weight.AsSpan(start * inputs, count * inputs));
            start += count;
        }

        string product = weights == WeightFormat.Fp32
            ? _graph.Node(
                "MatMul", [x, _graph.Floats($"{name}.weight", Matrix.Transpose(weight, rows, inputs), inputs, rows)], $"{name}.product")
            : QuantizedProduct.Node(
                _graph, x, name, rows, inputs, weights, (row, values) => weight.AsSpan(row * inputs, inputs).CopyTo(values));
        if (!_checkpoint.Has($"{parts[0].Prefix}.bias"))
        {
            return product;
        }

        float[] bias = [.. parts.SelectMany(part => _checkpoint.Read($"{part.Prefix}.bias", part.Rows))];
        return _graph.Node("Add", [product, _graph.Floats($"{name}.bias", bias, rows)], $"{name}.out");
    }

    private void Head(string final)
    {
        string name = _checkpoint.Has("lm_head.weight") ? "lm_head.weight" : "model.embed_tokens.weight";
        Demand(name, _config.Vocabulary, _config.Hidden);
        int width = _options.HeadTokens?.Count ?? _config.Vocabulary;

        // A single index drops the sequence: [batch, hidden].
        string last = _graph.Node("Gather", [final, _graph.Long("last_index", -1)], "last", OnnxAttribute.Of("axis", 1));
        string scores = _options.Head == WeightFormat.Fp32
            ? _graph.Node("Gemm", [last, FloatHead(name, width)], "scores", OnnxAttribute.Of("transB", 1))
            : QuantizedProduct.Node(_graph, last, "lm_head", width, _config.Hidden, _options.Head, ReadRow);
        _graph.Node("Unsqueeze", [scores, _graph.Longs("sequence_axis", 1)], "logits");
        _graph.Output("logits", OnnxType.Float, "batch", 1, width);

        void ReadRow(int row, Span<float> values) => _checkpoint.Read(name, (long)TokenOf(row) * _config.Hidden, values);
    }

    private string FloatHead(string name, int width)
    {
        if (_options.HeadTokens is null && name == "model.embed_tokens.weight")
        {
            return "embed_tokens";
        }

        return _graph.Floats("lm_head.weight", ReadRows, width, _config.Hidden);

        void ReadRows(long start, Span<float> values)
        {
            for (int done = 0; done < values.Length;)
            {
                (long row, long column) = Math.DivRem(start + done, _config.Hidden);
                Span<float> part = values.Slice(done, (int)Math.Min(_config.Hidden - column, values.Length - done));
                _checkpoint.Read(name, ((long)TokenOf((int)row) * _config.Hidden) + column, part);
                done += part.Length;
            }
        }
    }

    private int TokenOf(int output) => _options.HeadTokens?[output] ?? output;

    private void Demand(string name, int rows, int columns)
    {
        TensorInfo info = _checkpoint.Info(name);
        if (!info.Shape.SequenceEqual([rows, columns]))
        {
            throw new CommandException(
                $"{_checkpoint.Source}: tensor '{name}' is [{string.Join(", ", info.Shape)}], config.json asks for [{rows}, {columns}].");
        }
    }
}

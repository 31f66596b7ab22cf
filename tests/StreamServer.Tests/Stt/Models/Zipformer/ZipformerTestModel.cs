using StreamServer.Inference.Onnx;
using StreamServer.Inference.Stt.Features;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Tests.Stt.Models.Zipformer;

/// <summary>
/// A random streaming transducer with the tensors and metadata of icefall's zipformer2 export (two stacks, smaller), and the
/// same in plain loops. Every state has its own part in every frame, so that one in the wrong place is heard.
/// </summary>
internal sealed class ZipformerTestModel(int seed)
{
    private const int Bins = 80;
    private const int Window = 45;
    private const int Chunk = 32;
    private const int Frames = 8;
    private const int Size = 12;
    private const int Kernel = 17;
    private const int Stride = 4;
    private const int Embedding = 6;
    private const int Tail = 30;

    private static readonly string[] Pieces = ["<blk>", "<sos/eos>", "<unk>", "▁a", "b", "▁c", "d", "e"];

    /// <summary>Each state with its shape; the batch dimension is 1.</summary>
    private static readonly (string Name, int Axis, int[] Shape)[] States =
    [
        .. Layer(0, left: 8, dim: 16, kernel: 4),
        .. Layer(1, left: 4, dim: 12, kernel: 2),
        ("embed_states", 0, [1, 128, 3, 19]),
    ];

    private readonly RandomWeights _weights = new(seed);

    public EngineModel Model() => new EngineModel("zipformer")
        .Tokens(Pieces)
        .Graph("encoder", AddEncoder)
        .Graph("decoder", AddDecoder)
        .Graph("joiner", AddJoiner);

    /// <summary>What one utterance says, by itself.</summary>
    /// <param name="samples">Its audio.</param>
    /// <param name="isFinal">With silence behind it; else whole chunks only.</param>
    public List<SttToken> Define(float[] samples, bool isFinal)
    {
        FbankExtractor extractor = new(FbankSpec.Zipformer);
        int heard = extractor.Frames(samples.Length, finished: false);
        FeatureBuffer rows = extractor.CreateBuffer();
        extractor.Extract(isFinal ? [.. samples, .. new float[20_000]] : samples, rows, finished: false);
        List<SttToken> found = [];
        List<int> history = [-1, 0];
        Dictionary<string, double[]> states = States.ToDictionary(
            state => state.Name, state => new double[state.Shape.Aggregate(1, (a, b) => a * b)]);
        double length = 0;
        int frame = 0;
        for (int start = 0; isFinal ? start < heard + Tail : start + Window <= heard; start += Chunk)
        {
            foreach (double[] encoded in Encode(rows, start, states, length))
            {
                double[] scores = Join(encoded, history);
                int best = Array.IndexOf(scores, scores.Max());
                if (best is not (0 or 2))
                {
                    history.Add(best);
                    float log = (float)(scores[best] - Math.Log(scores.Sum(Math.Exp)));
                    found.Add(new SttToken(Pieces[best], 0.04f * frame, 0.04f * (frame + 1), log));
                }

                frame++;
            }

            length += Chunk / 2;
        }

        return found;
    }

    private static IEnumerable<(string, int, int[])> Layer(int index, int left, int dim, int kernel) =>
    [
        ($"cached_key_{index}", 1, [left, 1, 8]),
        ($"cached_nonlin_attn_{index}", 1, [1, 1, left, 3 * dim / 4]),
        ($"cached_val1_{index}", 1, [left, 1, 6]),
        ($"cached_val2_{index}", 1, [left, 1, 6]),
        ($"cached_conv1_{index}", 0, [1, dim, kernel]),
        ($"cached_conv2_{index}", 0, [1, dim, kernel]),
    ];

    private IEnumerable<double[]> Encode(FeatureBuffer rows, int start, Dictionary<string, double[]> states, double length)
    {
        float[] conv = _weights.Get("conv", Size * Bins * Kernel, 0.02f);
        double summary = 0;
        foreach ((string name, _, _) in States)
        {
            float[] mix = _weights.Get(name, states[name].Length, 0.1f);
            summary += states[name].Zip(mix, (a, b) => a * b).Sum();
        }

        double[][] encoded =
        [
            .. Enumerable.Range(0, Frames).Select(frame => Enumerable.Range(0, Size).Select(channel =>
            {
                double sum = summary + (0.01 * length);
                for (int bin = 0; bin < Bins; bin++)
                {
                    for (int tap = 0; tap < Kernel; tap++)
                    {
                        sum += conv[(((channel * Bins) + bin) * Kernel) + tap] * rows.Row(start + (frame * Stride) + tap)[bin];
                    }
                }

                return Math.Tanh(sum);
            }).ToArray()),
        ];
        double mean = encoded.SelectMany(frame => frame).Average();
        foreach ((string name, _, _) in States)
        {
            float[] mix = _weights.Get(name, states[name].Length, 0.1f);
            states[name] = [.. states[name].Zip(mix, (old, weight) => Math.Tanh((0.5 * old) + (mean * weight * 10)))];
        }

        return encoded;
    }

    private double[] Join(double[] encoded, List<int> history)
    {
        float[] embedding = _weights.Get("embedding", Pieces.Length * Embedding, 1.5f);
        double[] context = [.. history.TakeLast(2).SelectMany(token =>
            Enumerable.Range(0, Embedding).Select(i => token < 0 ? 0 : (double)embedding[(token * Embedding) + i]))];
        double[] decoded = _weights.Product(context, "decoder", Size);
        return _weights.Product([.. encoded.Zip(decoded, (a, b) => Math.Tanh(a + b))], "joiner", Pieces.Length, 1.5f);
    }

    private void AddEncoder(OnnxGraphWriter graph)
    {
        string x = graph.Input("x", OnnxType.Float, "N", Window, Bins);
        foreach ((string name, int axis, int[] shape) in States)
        {
            graph.Input(name, OnnxType.Float, Dimensions(axis, shape));
        }

        string lengths = graph.Input("processed_lens", OnnxType.Int64, "N");
        graph.Output("encoder_out", OnnxType.Float, "N", Frames, Size);
        string byBin = graph.Node("Transpose", [x], "by_bin", OnnxAttribute.Ints("perm", 0, 2, 1));
        string conv = graph.Node("Conv", [byBin, _weights.Add(graph, "conv", 0.02f, Size, Bins, Kernel)], "conv_out",
            OnnxAttribute.Ints("strides", Stride));
        string sum = graph.Node("Transpose", [conv], "sum", OnnxAttribute.Ints("perm", 0, 2, 1));
        string each = graph.Longs("each_row", -1, 1, 1);
        string time = graph.Node("Cast", [lengths], "length_float", OnnxAttribute.Of("to", (long)OnnxType.Float));
        string shift = graph.Node("Mul", [time, graph.Floats("hundredth", [0.01f])], "length_part");
        sum = graph.Node("Add", [sum, graph.Node("Reshape", [shift, each], "length_row")], "sum_length");
        foreach ((string name, int axis, int[] shape) in States)
        {
            string mix = graph.Floats(name + ".weight", _weights.Get(name, shape.Aggregate(1, (a, b) => a * b), 0.1f),
                [.. shape.Select(size => (long)size)]);
            string mixed = graph.Node("Mul", [name, mix], name + ".mixed");
            long[] others = [.. Enumerable.Range(0, shape.Length).Where(i => i != axis).Select(i => (long)i)];
            string part = graph.Node("ReduceSum", [mixed, graph.Longs(name + ".axes", others)], name + ".part",
                OnnxAttribute.Of("keepdims", 0L));
            sum = graph.Node("Add", [sum, graph.Node("Reshape", [part, each], name + ".row")], name + ".sum");
        }

        graph.Node("Tanh", [sum], "encoder_out");
        string mean = graph.Node("ReduceMean", ["encoder_out"], "mean", OnnxAttribute.Ints("axes", 1, 2), OnnxAttribute.Of("keepdims", 0L));
        string ten = graph.Node("Mul", [mean, graph.Floats("ten", [10])], "ten_means");
        string half = graph.Floats("half", [0.5f]);
        foreach ((string name, int axis, int[] shape) in States)
        {
            string rows = graph.Node("Reshape", [ten, graph.Longs(name + ".like", [.. shape.Select((_, i) => i == axis ? -1L : 1L)])],
                name + ".means");
            string push = graph.Node("Mul", [rows, name + ".weight"], name + ".push");
            string kept = graph.Node("Mul", [name, half], name + ".kept");
            graph.Node("Tanh", [graph.Node("Add", [kept, push], name + ".new")], "new_" + name);
            graph.Output("new_" + name, OnnxType.Float, Dimensions(axis, shape));
        }

        graph.Node("Add", [lengths, graph.Long("step", Chunk / 2)], "new_processed_lens");
        graph.Output("new_processed_lens", OnnxType.Int64, "N");
        foreach ((string key, string value) in new[]
        {
            ("model_type", "zipformer2"), ("version", "1"), ("model_author", "k2-fsa"), ("decode_chunk_len", $"{Chunk}"),
            ("T", $"{Window}"),
            ("num_encoder_layers", "1,1"), ("encoder_dims", "16,12"), ("cnn_module_kernels", "8,4"), ("left_context_len", "8,4"),
            ("query_head_dims", "4,4"), ("value_head_dims", "3,3"), ("num_heads", "2,2"),
        })
        {
            graph.Metadata(key, value);
        }
    }

    private void AddDecoder(OnnxGraphWriter graph)
    {
        string y = graph.Input("y", OnnxType.Int64, "N", 2);
        string zero = graph.Long("zero", 0);
        string known = graph.Node(
            "Gather", [_weights.Add(graph, "embedding", 1.5f, Pieces.Length, Embedding), graph.Node("Max", [y, zero], "clamped")],
            "embedded");
        string isKnown = graph.Node("Cast", [graph.Node("GreaterOrEqual", [y, zero], "is_known")], "mask",
            OnnxAttribute.Of("to", (long)OnnxType.Float));
        string masked = graph.Node("Mul", [known, graph.Node("Unsqueeze", [isKnown, graph.Longs("last", 2)], "mask_3")], "masked");
        string flat = graph.Node("Reshape", [masked, graph.Longs("flat_shape", -1, 2 * Embedding)], "flat");
        graph.Node("MatMul", [flat, _weights.Add(graph, "decoder", 0.5f, 2 * Embedding, Size)], "decoder_out");
        graph.Output("decoder_out", OnnxType.Float, "N", Size);
        graph.Metadata("context_size", "2");
        graph.Metadata("vocab_size", $"{Pieces.Length}");
    }

    private void AddJoiner(OnnxGraphWriter graph)
    {
        string encoded = graph.Input("encoder_out", OnnxType.Float, "N", Size);
        string decoded = graph.Input("decoder_out", OnnxType.Float, "N", Size);
        string joint = graph.Node("Tanh", [graph.Node("Add", [encoded, decoded], "sum")], "joint");
        graph.Node("MatMul", [joint, _weights.Add(graph, "joiner", 1.5f, Size, Pieces.Length)], "logit");
        graph.Output("logit", OnnxType.Float, "N", Pieces.Length);
        graph.Metadata("joiner_dim", $"{Size}");
    }

    private static OnnxDimension[] Dimensions(int axis, int[] shape) =>
        [.. shape.Select((size, i) => i == axis ? (OnnxDimension)"N" : (OnnxDimension)(long)size)];
}

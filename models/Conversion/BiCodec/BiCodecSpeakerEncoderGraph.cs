using StreamServer.Inference.Onnx;
using StreamServer.Models.Conversion.Checkpoints;

namespace StreamServer.Models.Conversion.BiCodec;

/// <summary>
/// A voice to its global tokens, for cloning: <c>mel</c> float [B, frames, bands] to <c>global_tokens</c> int64 [B, N]. An ECAPA-TDNN
/// trunk, a perceiver that reads it with N learnt queries, and finite scalar quantisation (SparkAudio/Spark-TTS
/// sparktts/modules/speaker/speaker_encoder.py, <c>tokenize</c>). The mel spectrogram is made outside.
/// </summary>
internal static class BiCodecSpeakerEncoderGraph
{
    // sparktts/modules/speaker/perceiver_encoder.py, PerceiverResampler.
    private const int HeadSize = 64;

    // torch.nn.BatchNorm1d.
    private const float BatchNormEpsilon = 1e-5f;

    // sparktts/modules/fsq/finite_scalar_quantization.py, bound: keeps the outermost levels reachable.
    private const double LevelMargin = 1e-3;

    /// <summary>Writes <paramref name="path"/> and its weights.</summary>
    public static void Write(ICheckpoint checkpoint, BiCodecConfig config, string path)
    {
        using OnnxGraphWriter graph = new(path, "bicodec_speaker_encoder");
        NetBuilder net = new(graph, checkpoint);
        const string Trunk = "speaker_encoder.speaker_encoder";
        int bands = checkpoint.Info($"{Trunk}.layer1.conv.weight").Shape[1];
        string mel = graph.Input("mel", OnnxType.Float, "batch", "frames", bands);

        string x = ConvReluNorm(net, net.SwapLast(mel), $"{Trunk}.layer1");
        List<string> outputs = [];
        for (int layer = 2; checkpoint.Has($"{Trunk}.layer{layer}.se_res2block.0.conv.weight"); layer++)
        {
            // Each layer's dilation is its number.
            x = SqueezeExcitation(net, x, $"{Trunk}.layer{layer}.se_res2block", dilation: layer);
            outputs.Add(x);
        }

        string joined = graph.Node("Concat", [.. outputs], "joined", OnnxAttribute.Of("axis", 1));
        string latent = graph.Node("Relu", [net.Conv(joined, $"{Trunk}.conv")], "trunk");
        string voice = Perceive(net, mel, net.SwapLast(latent));
        graph.Node("Identity", [Quantize(net, voice, config.Levels)], "global_tokens");
        graph.Output("global_tokens", OnnxType.Int64, "batch", checkpoint.Info("speaker_encoder.perceiver_sampler.latents").Shape[0]);
        graph.Save();
    }

    private static string ConvReluNorm(NetBuilder net, string x, string prefix, string conv = "conv", string norm = "bn", int dilation = 1)
    {
        x = net.Graph.Node("Relu", [net.Conv(x, $"{prefix}.{conv}", dilation)], $"{prefix}.{conv}.relu");
        string name = $"{prefix}.{norm}";
        int channels = net.Checkpoint.Info($"{name}.weight").Shape[0];
        return net.Graph.Node(
            "BatchNormalization",
            [x, Vector("weight"), Vector("bias"), Vector("running_mean"), Vector("running_var")],
            $"{name}.out",
            OnnxAttribute.Of("epsilon", BatchNormEpsilon));

        string Vector(string part) => net.Graph.Floats($"{name}.{part}", net.Checkpoint.Read($"{name}.{part}", channels), channels);
    }

    /// <summary>x + gate · block(x), all [B, C, T].</summary>
    private static string SqueezeExcitation(NetBuilder net, string x, string prefix, int dilation)
    {
        OnnxGraphWriter graph = net.Graph;
        string inner = ConvReluNorm(net, x, $"{prefix}.0");
        inner = ConvReluNorm(net, HierarchicalConv(net, inner, $"{prefix}.1", dilation), $"{prefix}.2");

        string mean = graph.Node("ReduceMean", [inner], $"{prefix}.mean", OnnxAttribute.Ints("axes", 2), OnnxAttribute.Of("keepdims", 0));
        string hidden = graph.Node("Relu", [net.Linear(mean, $"{prefix}.3.linear1")], $"{prefix}.3.hidden");
        string gate = graph.Node("Sigmoid", [net.Linear(hidden, $"{prefix}.3.linear2")], $"{prefix}.3.gate");
        string column = graph.Node("Unsqueeze", [gate, graph.Longs($"{prefix}.axis", 2)], $"{prefix}.3.column");
        return net.Add(x, graph.Node("Mul", [inner, column], $"{prefix}.gated"), $"{prefix}.out");
    }

    /// <summary>
    /// Res2: channels in equal parts, each convolved after the result of the part before has been added; the last passes through.
    /// </summary>
    private static string HierarchicalConv(NetBuilder net, string x, string prefix, int dilation)
    {
        int convolutions = net.Checkpoint.CountLayers($"{prefix}.convs", "weight");
        string[] parts = [.. Enumerable.Range(0, convolutions + 1).Select(part => $"{prefix}.part.{part}")];
        long[] widths = new long[parts.Length];
        Array.Fill(widths, net.Checkpoint.Info($"{prefix}.convs.0.weight").Shape[0]);
        net.Graph.Node("Split", "", [x, net.Graph.Longs($"{prefix}.widths", widths)], parts, OnnxAttribute.Of("axis", 1));

        string previous = parts[0];
        for (int i = 0; i < convolutions; i++)
        {
            string input = i == 0 ? previous : net.Add(previous, parts[i], $"{prefix}.sum.{i}");
            previous = ConvReluNorm(net, input, prefix, $"convs.{i}", $"bns.{i}", dilation);
            parts[i] = previous;
        }

        return net.Graph.Node("Concat", parts, $"{prefix}.joined", OnnxAttribute.Of("axis", 1));
    }

    /// <summary>Context [B, T, C] read by the learnt latents, to [B, N, D].</summary>
    private static string Perceive(NetBuilder net, string mel, string context)
    {
        const string Prefix = "speaker_encoder.perceiver_sampler";
        OnnxGraphWriter graph = net.Graph;
        TensorInfo learnt = net.Checkpoint.Info($"{Prefix}.latents");
        int width = learnt.Shape[1];
        if (net.Checkpoint.Has($"{Prefix}.proj_context.weight"))
        {
            context = net.Linear(context, $"{Prefix}.proj_context");
        }

        string batch = graph.Node("Shape", [mel], "batch_size", OnnxAttribute.Of("start", 0), OnnxAttribute.Of("end", 1));
        string shape = graph.Node(
            "Concat", [batch, graph.Longs("latents_shape", learnt.Shape[0], width)], "latents_batch", OnnxAttribute.Of("axis", 0));
        string latents = graph.Node(
            "Expand", [graph.Floats("latents", net.Checkpoint.ReadAll(learnt), 1, learnt.Shape[0], width), shape], "latents.0");
        for (int layer = 0; net.Checkpoint.Has($"{Prefix}.layers.{layer}.0.to_q.weight"); layer++)
        {
            string prefix = $"{Prefix}.layers.{layer}";
            latents = net.Add(Attention(net, latents, context, $"{prefix}.0"), latents, $"{prefix}.attended");
            latents = net.Add(FeedForward(net, latents, $"{prefix}.1"), latents, $"{prefix}.out");
        }

        float[] gamma = net.Checkpoint.Read($"{Prefix}.norm.gamma", width);
        float[] scale = Array.ConvertAll(gamma, value => (float)(value * Math.Sqrt(width)));
        string unit = graph.Node("LpNormalization", [latents], "latents.unit", OnnxAttribute.Of("axis", -1), OnnxAttribute.Of("p", 2));
        return graph.Node("Mul", [unit, graph.Floats("latents.gamma", scale, width)], "voice");
    }

    private static string Attention(NetBuilder net, string latents, string context, string prefix)
    {
        OnnxGraphWriter graph = net.Graph;
        int inner = net.Checkpoint.Info($"{prefix}.to_q.weight").Shape[0];
        string heads = graph.Longs($"{prefix}.heads", 0, 0, inner / HeadSize, HeadSize);

        // The queries are part of what is read.
        string read = graph.Node("Concat", [latents, context], $"{prefix}.read", OnnxAttribute.Of("axis", 1));
        string both = net.Linear(read, $"{prefix}.to_kv");
        string halves = graph.Longs($"{prefix}.halves", inner, inner);
        graph.Node("Split", "", [both, halves], [$"{prefix}.k", $"{prefix}.v"], OnnxAttribute.Of("axis", 2));
        string query = Heads(net.Linear(latents, $"{prefix}.to_q"), "query", 0, 2, 1, 3);
        string key = Heads($"{prefix}.k", "key", 0, 2, 3, 1);
        string value = Heads($"{prefix}.v", "value", 0, 2, 1, 3);

        string scores = graph.Node("MatMul", [query, key], $"{prefix}.scores");
        string scaled = graph.Node("Mul", [scores, graph.Floats($"{prefix}.scale", [1 / MathF.Sqrt(HeadSize)])], $"{prefix}.scaled");
        string weights = graph.Node("Softmax", [scaled], $"{prefix}.weights", OnnxAttribute.Of("axis", -1));
        string mixed = graph.Node("MatMul", [weights, value], $"{prefix}.mixed");
        string back = graph.Node("Transpose", [mixed], $"{prefix}.back", OnnxAttribute.Ints("perm", 0, 2, 1, 3));
        string flat = graph.Node("Reshape", [back, graph.Longs($"{prefix}.flat_shape", 0, 0, inner)], $"{prefix}.flat");
        return net.Linear(flat, $"{prefix}.to_out");

        string Heads(string x, string part, params long[] order) => graph.Node(
            "Transpose",
            [graph.Node("Reshape", [x, heads], $"{prefix}.{part}.split")],
            $"{prefix}.{part}",
            OnnxAttribute.Ints("perm", order));
    }

    /// <summary>Two linear layers around a gated GELU.</summary>
    private static string FeedForward(NetBuilder net, string x, string prefix)
    {
        OnnxGraphWriter graph = net.Graph;
        string both = net.Linear(x, $"{prefix}.0");
        int inner = net.Checkpoint.Info($"{prefix}.0.weight").Shape[0] / 2;
        string halves = graph.Longs($"{prefix}.halves", inner, inner);
        graph.Node("Split", "", [both, halves], [$"{prefix}.x", $"{prefix}.gate"], OnnxAttribute.Of("axis", 2));
        return net.Linear(graph.Node("Mul", [net.Gelu($"{prefix}.gate"), $"{prefix}.x"], $"{prefix}.gated"), $"{prefix}.2");
    }

    /// <summary>[B, N, D] to token numbers [B, N]; the inverse of the codebook in <see cref="BiCodecSpeakerGraph"/>.</summary>
    private static string Quantize(NetBuilder net, string voice, IReadOnlyList<int> levels)
    {
        OnnxGraphWriter graph = net.Graph;
        float[] half = new float[levels.Count];
        float[] shift = new float[levels.Count];
        float[] middle = new float[levels.Count];
        float[] basis = new float[levels.Count];
        float product = 1;
        for (int digit = 0; digit < levels.Count; digit++)
        {
            double reach = (levels[digit] - 1) * (1 + LevelMargin) / 2;
            double offset = levels[digit] % 2 == 0 ? 0.5 : 0;
            half[digit] = (float)reach;
            shift[digit] = (float)Math.Atanh(offset / reach);
            middle[digit] = (float)offset;
            basis[digit] = product;
            product *= levels[digit];
        }

        // Rounding happens around zero and not around the middle level, or ties would fall to the other side.
        float[] lowest = [.. levels.Select(level => (float)(level / 2))];
        string code = net.Linear(voice, "speaker_encoder.quantizer.project_in");
        string bent = graph.Node("Tanh", [graph.Node("Add", [code, Row("shift", shift)], "code.shifted")], "code.bent");
        string spread = graph.Node(
            "Sub", [graph.Node("Mul", [bent, Row("reach", half)], "code.spread"), Row("middle", middle)], "code.centred");
        string digits = graph.Node("Add", [graph.Node("Round", [spread], "code.rounded"), Row("lowest", lowest)], "code.digits");
        string weighted = graph.Node("Mul", [digits, Row("basis", basis)], "code.weighted");
        string sum = graph.Node("ReduceSum", [weighted, graph.Longs("code.axis", -1)], "code.sum", OnnxAttribute.Of("keepdims", 0));
        return graph.Node("Cast", [sum], "code.number", OnnxAttribute.Of("to", (long)OnnxType.Int64));

        string Row(string name, float[] values) => graph.Floats($"code.{name}", values, values.Length);
    }
}

using StreamServer.Inference.Onnx;
using StreamServer.Models.Conversion.Checkpoints;

namespace StreamServer.Models.Conversion.BiCodec;

/// <summary>
/// Semantic tokens and a speaker vector to sound: <c>semantic_tokens</c> int64 [B, T], <c>d_vector</c> float [B, D] to <c>wav</c> float
/// [B, 1, samples-per-token · T]. The architecture is SparkAudio/Spark-TTS sparktts/models/bicodec.py, <c>detokenize</c>, without its
/// speaker branch (<see cref="BiCodecSpeakerGraph"/>).
/// </summary>
internal static class BiCodecDecoderGraph
{
    // SamplingBlock with ratio 1 adds its input three times (sparktts/modules/blocks/samper.py: conv_res + skip1_res + skip2_res).
    private const float SamplingScale = 3;

    // The dilations of a wave generator's residual units, sparktts/modules/encoder_decoder/wave_generator.py.
    private static readonly int[] Dilations = [1, 3, 9];

    /// <summary>Writes <paramref name="path"/> and its weights.</summary>
    public static void Write(ICheckpoint checkpoint, BiCodecConfig config, string path)
    {
        using OnnxGraphWriter graph = new(path, "bicodec_decoder");
        NetBuilder net = new(graph, checkpoint);
        int width = checkpoint.Info("speaker_encoder.project.weight").Shape[0];
        string tokens = graph.Input("semantic_tokens", OnnxType.Int64, "batch", "tokens");
        string speaker = graph.Input("d_vector", OnnxType.Float, "batch", width);

        string x = Prenet(net, tokens, speaker);
        string speakerColumn = graph.Node("Unsqueeze", [speaker, graph.Longs("last_axis", 2)], "d_vector.column");
        x = WaveGenerator(net, net.Add(x, speakerColumn, "conditioned"), config);
        graph.Node("Tanh", [x], "wav");
        graph.Output("wav", OnnxType.Float, "batch", 1, "samples");
        graph.Save();
    }

    /// <summary>[B, T] to [B, D, T].</summary>
    private static string Prenet(NetBuilder net, string tokens, string speaker)
    {
        for (int stage = 0; net.Checkpoint.Has($"prenet.downsample.{stage}.1.embed.weight"); stage++)
        {
            if (net.Checkpoint.Tensors.Keys.Any(name => name.StartsWith($"prenet.downsample.{stage}.0.", StringComparison.Ordinal)))
            {
                throw new CommandException(
                    $"{net.Checkpoint.Source}: 'prenet.downsample.{stage}.0' resamples; only sample_ratios of 1 are converted.");
            }
        }

        // Codebook, out_project and linear_pre are linear after a look-up: one table does all three.
        (TensorInfo project, float[] projection) = WeightNorm.Read(net.Checkpoint, "quantizer.out_project");
        float[] codes = Matrix.FoldTable(
            net.Checkpoint.ReadAll(net.Checkpoint.Info("quantizer.codebook.weight")),
            projection,
            net.Checkpoint.Read("quantizer.out_project.bias", project.Shape[0]));
        TensorInfo pre = net.Checkpoint.Info("prenet.linear_pre.weight");
        float[] table = Matrix.FoldTable(codes, net.Checkpoint.ReadAll(pre), net.Checkpoint.Read("prenet.linear_pre.bias", pre.Shape[0]));

        string x = net.Graph.Node(
            "Gather", [net.Graph.Floats("codes", table, table.Length / pre.Shape[0], pre.Shape[0]), tokens], "embedded");
        for (int stage = 0; net.Checkpoint.Has($"prenet.downsample.{stage}.1.embed.weight"); stage++)
        {
            x = Vocos(
                net,
                net.SwapLast(x),
                $"prenet.downsample.{stage}.1",
                SamplingScale,
                (value, prefix) => net.LayerNorm(value, prefix, ConvNeXt.Epsilon));
        }

        x = Vocos(net, net.SwapLast(x), "prenet.vocos_backbone", 1, (value, prefix) => AdaptiveNorm(net, value, speaker, prefix));
        return net.SwapLast(net.Linear(x, "prenet.linear"));
    }

    /// <summary>[B, C, T] to [B, T, C'].</summary>
    private static string Vocos(NetBuilder net, string x, string prefix, float inputScale, Func<string, string, string> norm)
    {
        x = net.SwapLast(norm(net.SwapLast(net.Conv(x, $"{prefix}.embed", inputScale: inputScale)), $"{prefix}.norm"));
        for (int layer = 0; net.Checkpoint.Has($"{prefix}.convnext.{layer}.dwconv.weight"); layer++)
        {
            x = ConvNeXt.Block(net, x, $"{prefix}.convnext.{layer}", norm);
        }

        return net.LayerNorm(net.SwapLast(x), $"{prefix}.final_layer_norm", ConvNeXt.Epsilon);
    }

    /// <summary>Layer norm whose scale and shift are linear in the speaker vector.</summary>
    private static string AdaptiveNorm(NetBuilder net, string x, string speaker, string prefix)
    {
        int width = net.Checkpoint.Info($"{prefix}.scale.weight").Shape[0];
        float[] ones = new float[width];
        Array.Fill(ones, 1f);
        string normal = net.Graph.Node(
            "LayerNormalization",
            [x, net.Graph.Floats($"{prefix}.ones", ones, width)],
            $"{prefix}.normal",
            OnnxAttribute.Of("axis", -1),
            OnnxAttribute.Of("epsilon", ConvNeXt.Epsilon));
        string axis = net.Graph.Longs($"{prefix}.axis", 1);
        string scale = net.Graph.Node("Unsqueeze", [net.Linear(speaker, $"{prefix}.scale"), axis], $"{prefix}.scale.row");
        string shift = net.Graph.Node("Unsqueeze", [net.Linear(speaker, $"{prefix}.shift"), axis], $"{prefix}.shift.row");
        return net.Add(net.Graph.Node("Mul", [normal, scale], $"{prefix}.scaled"), shift, $"{prefix}.out");
    }

    /// <summary>[B, D, T] to [B, 1, samples].</summary>
    private static string WaveGenerator(NetBuilder net, string x, BiCodecConfig config)
    {
        x = net.Conv(x, "decoder.model.0");
        for (int block = 0; block < config.Rates.Count; block++)
        {
            string prefix = $"decoder.model.{block + 1}.block";
            x = net.ConvTranspose(Snake(net, x, $"{prefix}.0"), $"{prefix}.1", config.Rates[block]);
            for (int unit = 0; unit < Dilations.Length; unit++)
            {
                string residual = $"{prefix}.{unit + 2}.block";
                string inner = net.Conv(Snake(net, x, $"{residual}.0"), $"{residual}.1", Dilations[unit]);
                inner = net.Conv(Snake(net, inner, $"{residual}.2"), $"{residual}.3");
                x = net.Add(x, inner, $"{residual}.out");
            }
        }

        int last = config.Rates.Count + 1;
        return net.Conv(Snake(net, x, $"decoder.model.{last}"), $"decoder.model.{last + 1}");
    }

    /// <summary>x + sin²(alpha · x) / (alpha + 1e-9), sparktts/modules/blocks/layers.py.</summary>
    private static string Snake(NetBuilder net, string x, string prefix)
    {
        TensorInfo info = net.Checkpoint.Info($"{prefix}.alpha");
        float[] alpha = net.Checkpoint.ReadAll(info);
        float[] inverse = Array.ConvertAll(alpha, value => (float)(1 / (value + 1e-9)));
        string angle = net.Graph.Node("Mul", [x, net.Graph.Floats($"{prefix}.alpha", alpha, 1, alpha.Length, 1)], $"{prefix}.angle");
        string sine = net.Graph.Node("Sin", [angle], $"{prefix}.sine");
        string square = net.Graph.Node("Mul", [sine, sine], $"{prefix}.square");
        string bump = net.Graph.Node(
            "Mul", [square, net.Graph.Floats($"{prefix}.inverse", inverse, 1, inverse.Length, 1)], $"{prefix}.bump");
        return net.Add(x, bump, $"{prefix}.snake");
    }
}

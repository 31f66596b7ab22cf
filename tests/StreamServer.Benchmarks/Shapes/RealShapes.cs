using StreamServer.Models.Conversion.BiCodec;
using StreamServer.Models.Conversion.Qwen2;

namespace StreamServer.Benchmarks.Shapes;

/// <summary>The tensors of Spark-TTS-0.5B and of AP-BWE 16 to 48 kHz by name and shape (docs/models.md says where these are
/// published).</summary>
internal static class RealShapes
{
    public static readonly BiCodecConfig Codec = new([8, 5, 4, 2], [4, 4, 4, 4, 4, 4]);

    public static readonly Qwen2Config LanguageModel = new()
    {
        Hidden = 896,
        Layers = 24,
        Heads = 14,
        KeyValueHeads = 2,
        HeadSize = 64,
        Vocabulary = 166_000,
        MaxPositions = 32_768,
        NormEpsilon = 1e-6f,
        RopeTheta = 1e6,
        EndTokens = [151_645],
        PadToken = 151_643,
    };

    public const int FeedForward = 4864;
    private const int Speaker = 1024;
    private const int VocosWidth = 384;
    private const int VocosInner = 2048;
    private const int WaveChannels = 1536;

    private static readonly int[] Kernels = [16, 11, 8, 4];

    public static RandomCheckpoint SparkLanguageModel()
    {
        RandomCheckpoint weights = new();
        int hidden = LanguageModel.Hidden;
        int keys = LanguageModel.KeyValueHeads * LanguageModel.HeadSize;
        weights.Add("model.embed_tokens.weight", LanguageModel.Vocabulary, hidden).Add("model.norm.weight", hidden);
        for (int layer = 0; layer < LanguageModel.Layers; layer++)
        {
            string prefix = $"model.layers.{layer}";
            weights.Add($"{prefix}.input_layernorm.weight", hidden).Add($"{prefix}.post_attention_layernorm.weight", hidden);
            weights.Layer($"{prefix}.self_attn.q_proj", hidden, hidden);
            weights.Layer($"{prefix}.self_attn.k_proj", keys, hidden).Layer($"{prefix}.self_attn.v_proj", keys, hidden);
            weights.Add($"{prefix}.self_attn.o_proj.weight", hidden, hidden);
            weights.Add($"{prefix}.mlp.gate_proj.weight", FeedForward, hidden).Add($"{prefix}.mlp.up_proj.weight", FeedForward, hidden);
            weights.Add($"{prefix}.mlp.down_proj.weight", hidden, FeedForward);
        }

        return weights;
    }

    public static RandomCheckpoint SparkCodec()
    {
        RandomCheckpoint weights = new();
        weights.Add("quantizer.codebook.weight", 8192, 8).NormedConv("quantizer.out_project", Speaker, 8, 1, Speaker);
        weights.Layer("prenet.linear_pre", VocosWidth, Speaker).Layer("prenet.linear", Speaker, VocosWidth);
        for (int stage = 0; stage < 2; stage++)
        {
            Vocos(weights, $"prenet.downsample.{stage}.1", layers: 2, adaptive: false);
        }

        Vocos(weights, "prenet.vocos_backbone", layers: 12, adaptive: true);
        weights.NormedConv("decoder.model.0", WaveChannels, Speaker, 7, WaveChannels);
        for (int block = 0; block < Kernels.Length; block++)
        {
            int inputs = WaveChannels >> block;
            int outputs = inputs / 2;
            string prefix = $"decoder.model.{block + 1}.block";
            weights.Add($"{prefix}.0.alpha", 1, inputs, 1).NormedConv($"{prefix}.1", inputs, outputs, Kernels[block], outputs);
            for (int unit = 2; unit < 5; unit++)
            {
                string residual = $"{prefix}.{unit}.block";
                weights.Add($"{residual}.0.alpha", 1, outputs, 1).NormedConv($"{residual}.1", outputs, outputs, 7, outputs);
                weights.Add($"{residual}.2.alpha", 1, outputs, 1).NormedConv($"{residual}.3", outputs, outputs, 1, outputs);
            }
        }

        int last = WaveChannels >> Kernels.Length;
        weights.Add("decoder.model.5.alpha", 1, last, 1).NormedConv("decoder.model.6", 1, last, 7, 1);
        weights.Layer("speaker_encoder.quantizer.project_out", 128, 6);
        return weights.Layer("speaker_encoder.project", Speaker, 128 * 32);
    }

    public static RandomCheckpoint ApBwe()
    {
        const int bins = 513;
        const int channels = 512;
        RandomCheckpoint weights = new();
        foreach (string stream in new[] { "mag", "pha" })
        {
            weights.Layer($"conv_pre_{stream}", channels, bins, 7).Layer($"norm_pre_{stream}", channels)
                .Layer($"norm_post_{stream}", channels);
            for (int layer = 0; layer < 8; layer++)
            {
                ConvNeXt(weights, $"convnext_{stream}.{layer}", channels, 3 * channels).Layer($"convnext_{stream}.{layer}.norm", channels);
            }
        }

        return weights.Layer("linear_post_mag", bins, channels).Layer("linear_post_pha_r", bins, channels)
            .Layer("linear_post_pha_i", bins, channels);
    }

    private static void Vocos(RandomCheckpoint weights, string prefix, int layers, bool adaptive)
    {
        weights.Layer($"{prefix}.embed", VocosWidth, VocosWidth, 7).Layer($"{prefix}.final_layer_norm", VocosWidth);
        Norm(weights, $"{prefix}.norm", adaptive);
        for (int layer = 0; layer < layers; layer++)
        {
            Norm(ConvNeXt(weights, $"{prefix}.convnext.{layer}", VocosWidth, VocosInner), $"{prefix}.convnext.{layer}.norm", adaptive);
        }
    }

    private static RandomCheckpoint ConvNeXt(RandomCheckpoint weights, string prefix, int channels, int inner) => weights
        .Layer($"{prefix}.dwconv", channels, 1, 7)
        .Layer($"{prefix}.pwconv1", inner, channels)
        .Layer($"{prefix}.pwconv2", channels, inner)
        .Add($"{prefix}.gamma", channels);

    private static void Norm(RandomCheckpoint weights, string prefix, bool adaptive)
    {
        if (adaptive)
        {
            weights.Layer($"{prefix}.scale", VocosWidth, Speaker).Layer($"{prefix}.shift", VocosWidth, Speaker);
        }
        else
        {
            weights.Layer(prefix, VocosWidth);
        }
    }
}

using StreamServer.Inference;
using StreamServer.Inference.Conversion.BiCodec;
using StreamServer.Inference.Conversion.Checkpoints;

namespace StreamServer.Tests.Conversion;

public sealed class BiCodecGraphTests : IDisposable
{
    private const int Width = 24;
    private const int Codes = 40;
    private const int CodeWidth = 8;
    private const int VocosWidth = 16;
    private const int VocosInner = 20;
    private const int Latent = 12;
    private const int GlobalTokens = 5;
    private const int WaveChannels = 32;

    // The kernels and rates of the real checkpoint, so that odd and even transposed convolutions are both here.
    private static readonly int[] Rates = [8, 5, 4, 2];
    private static readonly int[] Kernels = [16, 11, 8, 4];
    private static readonly int[] Levels = [4, 4, 4, 4, 4, 4];

    private readonly TemporaryFolder _folder = new();
    private readonly TensorBag _bag = Checkpoint();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheDecoderEqualsPlainLoops()
    {
        int[][] tokens = [[3, 17, 39, 0, 8, 8, 21], [1, 2, 3, 4, 5, 6, 7]];
        double[][] speakers = [.. Enumerable.Range(0, 2).Select(row => Enumerable.Range(0, Width).Select(i => Math.Sin((row * 31) + i)).ToArray())];
        using SafetensorsFile checkpoint = Write();

        BiCodecDecoderGraph.Write(checkpoint, new BiCodecConfig(Rates, Levels), _folder.File("decoder.onnx"));
        (long[] shape, float[] wav) = OnnxRun.Run(_folder.File("decoder.onnx"), new()
        {
            ["semantic_tokens"] = OnnxRun.Tensor(tokens.SelectMany(row => row.Select(token => (long)token)).ToArray(), 2, 7),
            ["d_vector"] = OnnxRun.Tensor(speakers.SelectMany(row => row.Select(value => (float)value)).ToArray(), 2, Width),
        })["wav"];

        Assert.Equal([2, 1, 7 * 320], shape);
        double[] expected = [.. tokens.SelectMany((row, i) => ReferenceBiCodec.Decode(_bag, row, [.. speakers[i].Select(value => (double)(float)value)], Rates, Kernels))];
        Assert.True(expected.Max(Math.Abs) > 0.05, "The reference is nearly silent: the comparison would say nothing.");
        OnnxRun.AssertClose(expected, wav, 1e-4);
    }

    [Fact]
    public void TheSpeakerBranchEqualsPlainLoops()
    {
        int[][] tokens = [[0, 4095, 1234, 77, 2050], [5, 4, 3, 2, 1]];
        using SafetensorsFile checkpoint = Write();

        BiCodecSpeakerGraph.Write(checkpoint, new BiCodecConfig(Rates, Levels), _folder.File("speaker.onnx"));
        (long[] shape, float[] vector) = OnnxRun.Run(_folder.File("speaker.onnx"), new()
        {
            ["global_tokens"] = OnnxRun.Tensor(tokens.SelectMany(row => row.Select(token => (long)token)).ToArray(), 2, GlobalTokens),
        })["d_vector"];

        Assert.Equal([2, Width], shape);
        OnnxRun.AssertClose([.. tokens.SelectMany(row => ReferenceBiCodec.Speaker(_bag, row, Levels))], vector, 1e-5);
    }

    [Fact]
    public void AResamplingPrenetIsRefusedByName()
    {
        _bag.Add("prenet.downsample.1.0.de_conv_upsampler.1.weight", [VocosWidth, 1, 4], 1);
        using SafetensorsFile checkpoint = Write();

        StreamException refusal = Assert.Throws<StreamException>(
            () => BiCodecDecoderGraph.Write(checkpoint, new BiCodecConfig(Rates, Levels), _folder.File("decoder.onnx")));

        Assert.Contains("prenet.downsample.1.0", refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("decoder.onnx")));
    }

    [Theory]
    [InlineData("audio_tokenizer:\n  decoder:\n    rates: [8, 5, 4, 2]\n  speaker_encoder:\n    fsq_levels: [4, 4, 4]\n")]
    [InlineData("decoder:\n  rates:\n    - 8\n    - 5\n    - 4\n    - 2\nfsq_levels:\r\n  - 4\r\n  - 4\r\n  - 4\r\n")]
    public void TheListsOfTheConfigAreReadInBothSpellings(string yaml)
    {
        File.WriteAllText(_folder.File("config.yaml"), yaml);

        BiCodecConfig config = BiCodecConfig.Read(_folder.File("config.yaml"));

        Assert.Equal([8, 5, 4, 2], config.Rates);
        Assert.Equal([4, 4, 4], config.Levels);
        Assert.Equal(320, config.SamplesPerToken);
    }

    [Fact]
    public void AConfigWithoutAListIsNamed()
    {
        File.WriteAllText(_folder.File("config.yaml"), "rates: [8, 5]\n");

        StreamException refusal = Assert.Throws<StreamException>(() => BiCodecConfig.Read(_folder.File("config.yaml")));

        Assert.Contains("fsq_levels", refusal.Message, StringComparison.Ordinal);
    }

    private SafetensorsFile Write()
    {
        _bag.WriteSafetensors(_folder.File("model.safetensors"));
        return new SafetensorsFile(_folder.File("model.safetensors"));
    }

    private static TensorBag Checkpoint()
    {
        TensorBag bag = new(20260823);
        bag.Add("quantizer.codebook.weight", [Codes, CodeWidth], 1);
        bag.NormedConv("quantizer.out_project", Width, CodeWidth, 1, Width);
        bag.Linear("prenet.linear_pre", VocosWidth, Width);
        for (int stage = 0; stage < 2; stage++)
        {
            string prefix = $"prenet.downsample.{stage}.1";
            bag.Conv($"{prefix}.embed", VocosWidth, VocosWidth, 7).Norm($"{prefix}.norm", VocosWidth).Norm($"{prefix}.final_layer_norm", VocosWidth);
            for (int layer = 0; layer < 2; layer++)
            {
                Block(bag, $"{prefix}.convnext.{layer}").Norm($"{prefix}.convnext.{layer}.norm", VocosWidth);
            }
        }

        const string Backbone = "prenet.vocos_backbone";
        bag.Conv($"{Backbone}.embed", VocosWidth, VocosWidth, 7).Norm($"{Backbone}.final_layer_norm", VocosWidth);
        bag.Linear($"{Backbone}.norm.scale", VocosWidth, Width).Linear($"{Backbone}.norm.shift", VocosWidth, Width);
        for (int layer = 0; layer < 3; layer++)
        {
            string prefix = $"{Backbone}.convnext.{layer}";
            Block(bag, prefix).Linear($"{prefix}.norm.scale", VocosWidth, Width).Linear($"{prefix}.norm.shift", VocosWidth, Width);
        }

        bag.Linear("prenet.linear", Width, VocosWidth);
        bag.NormedConv("decoder.model.0", WaveChannels, Width, 7, WaveChannels);
        for (int block = 0; block < Rates.Length; block++)
        {
            int inputs = WaveChannels >> block;
            int outputs = inputs / 2;
            string prefix = $"decoder.model.{block + 1}.block";
            bag.Add($"{prefix}.0.alpha", [1, inputs, 1], 0.5, 1).NormedConv($"{prefix}.1", inputs, outputs, Kernels[block], outputs);
            for (int unit = 2; unit < 5; unit++)
            {
                string residual = $"{prefix}.{unit}.block";
                bag.Add($"{residual}.0.alpha", [1, outputs, 1], 0.5, 1).NormedConv($"{residual}.1", outputs, outputs, 7, outputs);
                bag.Add($"{residual}.2.alpha", [1, outputs, 1], 0.5, 1).NormedConv($"{residual}.3", outputs, outputs, 1, outputs);
            }
        }

        int last = WaveChannels >> Rates.Length;
        bag.Add("decoder.model.5.alpha", [1, last, 1], 0.5, 1).NormedConv("decoder.model.6", 1, last, 7, 1);
        bag.Linear("speaker_encoder.quantizer.project_out", Latent, Levels.Length);
        bag.Linear("speaker_encoder.project", Width, Latent * GlobalTokens);
        return bag;
    }

    private static TensorBag Block(TensorBag bag, string prefix)
    {
        bag.Conv($"{prefix}.dwconv", VocosWidth, 1, 7);
        bag.Linear($"{prefix}.pwconv1", VocosInner, VocosWidth).Linear($"{prefix}.pwconv2", VocosWidth, VocosInner);
        return bag.Add($"{prefix}.gamma", [VocosWidth], 0.3, 0.5);
    }
}

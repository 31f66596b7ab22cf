using StreamServer.Models;
using StreamServer.Models.Conversion.BiCodec;
using StreamServer.Models.Conversion.Checkpoints;

namespace StreamServer.Tests.Models.Conversion;

public sealed class BiCodecGraphTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TensorBag _bag = SmallBiCodec.Checkpoint();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheDecoderEqualsPlainLoops()
    {
        int[][] tokens = [[3, 17, 39, 0, 8, 8, 21], [1, 2, 3, 4, 5, 6, 7]];
        double[][] speakers = [.. Enumerable.Range(0, 2)
            .Select(row => Enumerable.Range(0, SmallBiCodec.Width).Select(i => Math.Sin((row * 31) + i)).ToArray())];
        using SafetensorsFile checkpoint = Write();

        BiCodecDecoderGraph.Write(checkpoint, new BiCodecConfig(SmallBiCodec.Rates, SmallBiCodec.Levels), _folder.File("decoder.onnx"));
        (long[] shape, float[] wav) = OnnxRun.Run(_folder.File("decoder.onnx"), new()
        {
            ["semantic_tokens"] = OnnxRun.Tensor(tokens.SelectMany(row => row.Select(token => (long)token)).ToArray(), 2, 7),
            ["d_vector"] = OnnxRun.Tensor(speakers.SelectMany(row => row.Select(value => (float)value)).ToArray(), 2, SmallBiCodec.Width),
        })["wav"];

        Assert.Equal([2, 1, 7 * 320], shape);
        double[] expected = [
            .. tokens.SelectMany(
            (row, i) => ReferenceBiCodec.Decode(_bag, row, [.. speakers[i].Select(value => (double)(float)value)], SmallBiCodec.Rates,
            SmallBiCodec.Kernels))];
        Assert.True(expected.Max(Math.Abs) > 0.05, "The reference is nearly silent: the comparison would say nothing.");
        OnnxRun.AssertClose(expected, wav, 1e-4);
    }

    [Fact]
    public void TheSpeakerBranchEqualsPlainLoops()
    {
        int[][] tokens = [[.. Enumerable.Range(0, 32).Select(i => i * 4095 / 31)], [.. Enumerable.Range(0, 32).Select(i => i * i)]];
        using SafetensorsFile checkpoint = Write();

        BiCodecSpeakerGraph.Write(checkpoint, new BiCodecConfig(SmallBiCodec.Rates, SmallBiCodec.Levels), _folder.File("speaker.onnx"));
        (long[] shape, float[] vector) = OnnxRun.Run(_folder.File("speaker.onnx"), new()
        {
            ["global_tokens"] = OnnxRun.Tensor(tokens.SelectMany(row => row.Select(token => (long)token)).ToArray(), 2,
                SmallBiCodec.GlobalTokens),
        })["d_vector"];

        Assert.Equal([2, SmallBiCodec.Width], shape);
        OnnxRun.AssertClose([.. tokens.SelectMany(row => ReferenceBiCodec.Speaker(_bag, row, SmallBiCodec.Levels))], vector, 1e-5);
    }

    [Fact]
    public void AResamplingPrenetIsRefusedByName()
    {
        _bag.Add("prenet.downsample.1.0.de_conv_upsampler.1.weight", [16, 1, 4], 1);
        using SafetensorsFile checkpoint = Write();

        CommandException refusal = Assert.Throws<CommandException>(
            () => BiCodecDecoderGraph.Write(checkpoint, new BiCodecConfig(SmallBiCodec.Rates, SmallBiCodec.Levels),
                _folder.File("decoder.onnx")));

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

        CommandException refusal = Assert.Throws<CommandException>(() => BiCodecConfig.Read(_folder.File("config.yaml")));

        Assert.Contains("fsq_levels", refusal.Message, StringComparison.Ordinal);
    }

    private SafetensorsFile Write()
    {
        _bag.WriteSafetensors(_folder.File("model.safetensors"));
        return new SafetensorsFile(_folder.File("model.safetensors"));
    }
}

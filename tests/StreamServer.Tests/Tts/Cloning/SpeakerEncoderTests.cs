using Microsoft.ML.OnnxRuntime;
using StreamServer.Inference;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Tts.Cloning;
using StreamServer.Models.Conversion.BiCodec;
using StreamServer.Models.Conversion.Checkpoints;
using StreamServer.Tests.Models.Conversion;

namespace StreamServer.Tests.Tts.Cloning;

/// <summary>A random network with the real one's inputs and outputs: mel of 128 bands in, 32 tokens of six digits of four levels
/// out.</summary>
public sealed class SpeakerEncoderTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly int[] Levels = [4, 4, 4, 4, 4, 4];

    private readonly TemporaryFolder _folder = new();
    private readonly TensorBag _bag = SmallSpeakerEncoder.Add(new TensorBag(7), Levels.Length, SpeakerMel.Bands, tokens: 32);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_recording_becomes_the_tokens_that_plain_loops_make_of_its_spectrogram()
    {
        float[] samples = Recording(96_000 + 700);
        using SpeakerEncoder encoder = Open(4096);

        int[] tokens = await encoder.EncodeAsync(samples, default).WaitAsync(Limit);

        float[] mel = SpeakerMel.Compute(ReferenceClip.Prepare(samples));
        ReferenceSpeakerEncoder reference = new(_bag);
        long[] expected = reference.Tokenize([.. mel.Chunk(SpeakerMel.Bands).Select(ReferenceLayers.Double)], Levels);
        Assert.True(reference.ClosestEdge > 1e-4, "A digit lies on a rounding edge: choose another seed.");
        Assert.Equal(expected, tokens.Select(token => (long)token));
        Assert.True(tokens.Distinct().Count() > 5, "The tokens are all alike: the comparison would say nothing.");
    }

    [Fact]
    public async Task The_same_recording_is_the_same_voice_and_loudness_does_not_matter()
    {
        float[] samples = Recording(64_000);
        using SpeakerEncoder encoder = Open(4096);
        int[] tokens = await encoder.EncodeAsync(samples, default).WaitAsync(Limit);

        Assert.Equal(tokens, await encoder.EncodeAsync(samples, default).WaitAsync(Limit));

        // By a power of two, so that no rounding differs.
        float[] quieter = [.. samples.Select(sample => sample / 2)];
        Assert.Equal(tokens, await encoder.EncodeAsync(quieter, default).WaitAsync(Limit));
    }

    [Fact]
    public async Task Tokens_that_the_language_model_does_not_have_are_our_failure()
    {
        using SpeakerEncoder encoder = Open(128);
        StreamException failure = await Assert.ThrowsAsync<StreamException>(
            () => encoder.EncodeAsync(Recording(64_000), default).WaitAsync(Limit));
        Assert.Equal(StreamError.ModelFailed, failure.Error);
    }

    [Fact]
    public void Another_graph_is_refused_when_it_is_opened()
    {
        SmallSpeakerEncoder.Add(new TensorBag(7), Levels.Length).WriteSafetensors(_folder.File("model.safetensors"));
        using (SafetensorsFile checkpoint = new(_folder.File("model.safetensors")))
        {
            BiCodecSpeakerEncoderGraph.Write(checkpoint, new BiCodecConfig([2], Levels), _folder.File("other.onnx"));
        }

        StreamException failure = Assert.Throws<StreamException>(
            () => new SpeakerEncoder(new OnnxGraph(new InferenceSession(_folder.File("other.onnx")), "small"), "other", 4096));
        Assert.Equal(StreamError.ServerNotReady, failure.Error);
        Assert.Contains("128", failure.Message, StringComparison.Ordinal);
    }

    private static float[] Recording(int length) =>
        [.. Enumerable.Range(0, length)
            .Select(i => (float)(
            Enumerable.Range(1, 8).Sum(k => Math.Sin(2 * Math.PI * 130 * k * i / 16000) / k) * (0.1 + (0.08 * Math.Sin(i * 0.0007)))))];

    private SpeakerEncoder Open(int globalTokens)
    {
        _bag.WriteSafetensors(_folder.File("model.safetensors"));
        using (SafetensorsFile checkpoint = new(_folder.File("model.safetensors")))
        {
            BiCodecSpeakerEncoderGraph.Write(checkpoint, new BiCodecConfig([2], Levels), _folder.File("encoder.onnx"));
        }

        return new SpeakerEncoder(new OnnxGraph(new InferenceSession(_folder.File("encoder.onnx")), "small"), "small", globalTokens);
    }
}

using Microsoft.ML.OnnxRuntime;
using StreamServer.Models.Conversion.BiCodec;
using StreamServer.Models.Conversion.Checkpoints;

namespace StreamServer.Tests.Models.Conversion;

public sealed class SpeakerEncoderGraphTests : IDisposable
{
    private const int Frames = 23;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheTokensEqualPlainLoops()
    {
        TensorBag bag = SmallSpeakerEncoder.Add(new TensorBag(99), SmallBiCodec.Levels.Length);
        bag.WriteSafetensors(_folder.File("model.safetensors"));
        using SafetensorsFile checkpoint = new(_folder.File("model.safetensors"));
        float[][] mels = [.. Enumerable.Range(0, 3)
            .Select(seed => new TensorBag(seed).Add("mel", [Frames, SmallSpeakerEncoder.Bands], 1 + seed, 1)["mel"])];

        BiCodecSpeakerEncoderGraph.Write(checkpoint, new BiCodecConfig([2], SmallBiCodec.Levels), _folder.File("encoder.onnx"));

        ReferenceSpeakerEncoder reference = new(bag);
        long[] expected = [.. mels.SelectMany(mel => reference.Tokenize(
            [.. mel.Chunk(SmallSpeakerEncoder.Bands).Select(ReferenceLayers.Double)], SmallBiCodec.Levels))];
        Assert.True(reference.ClosestEdge > 1e-5, "A digit lies on a rounding edge: choose another seed.");
        Assert.True(expected.Distinct().Count() > 5, "The tokens are all alike: the comparison would say nothing.");
        Assert.Equal(expected, Run(mels));
    }

    private long[] Run(float[][] mels)
    {
        using InferenceSession session = new(_folder.File("encoder.onnx"));
        using RunOptions run = new();
        using OrtValue mel = OnnxRun.Tensor(mels.SelectMany(values => values).ToArray(), mels.Length, Frames, SmallSpeakerEncoder.Bands);
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(
            run, new Dictionary<string, OrtValue> { ["mel"] = mel }, ["global_tokens"]);
        Assert.Equal([mels.Length, SmallSpeakerEncoder.Tokens], outputs[0].GetTensorTypeAndShape().Shape);
        return outputs[0].GetTensorDataAsSpan<long>().ToArray();
    }
}

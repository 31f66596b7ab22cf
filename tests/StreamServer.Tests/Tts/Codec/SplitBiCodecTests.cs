using Microsoft.ML.OnnxRuntime;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Tts.Codec;
using StreamServer.Models.Conversion.BiCodec;
using StreamServer.Models.Conversion.Checkpoints;
using StreamServer.Tests.Models.Conversion;

namespace StreamServer.Tests.Tts.Codec;

/// <summary>A decoder and a speaker branch as two graphs, as the conversion writes them.</summary>
public sealed class SplitBiCodecTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EveryRowGetsItsOwnVoice()
    {
        TensorBag bag = SmallBiCodec.Checkpoint();
        bag.WriteSafetensors(_folder.File("model.safetensors"));
        using (SafetensorsFile checkpoint = new(_folder.File("model.safetensors")))
        {
            BiCodecConfig config = new(SmallBiCodec.Rates, SmallBiCodec.Levels);
            BiCodecDecoderGraph.Write(checkpoint, config, _folder.File("decoder.onnx"));
            BiCodecSpeakerGraph.Write(checkpoint, config, _folder.File("speaker.onnx"));
        }

        int[][] globals = [.. Enumerable.Range(0, 3)
            .Select(voice => Enumerable.Range(0, 32).Select(i => ((voice * 997) + (i * 61)) % 4096).ToArray())];
        int[] semantic = [4, 8, 15, 16, 23];
        using BiCodecModel model = new(
            new OnnxGraph(new InferenceSession(_folder.File("decoder.onnx")), "small"),
            samplesPerToken: 320,
            maxBatch: 4,
            new SpeakerVectors(new OnnxGraph(new InferenceSession(_folder.File("speaker.onnx")), "small")));

        // Voices that are new, known, and mixed.
        foreach (int[] rows in new[] { new[] { 0, 1 }, [1, 2, 0], [2, 2] })
        {
            float[] wav = model.Decode(
                [.. rows.SelectMany(_ => semantic.Select(token => (long)token))],
                [.. rows.SelectMany(row => globals[row].Select(token => (long)token))],
                rows.Length).ToArray();

            double[] expected = [.. rows.SelectMany(row => ReferenceBiCodec.Decode(
                bag, semantic, ReferenceBiCodec.Speaker(bag, globals[row], SmallBiCodec.Levels), SmallBiCodec.Rates,
                    SmallBiCodec.Kernels))];
            OnnxRun.AssertClose(expected, wav, 1e-4);
        }
    }
}

using StreamServer.Inference.Runtime;
using StreamServer.Inference.Stt.Vad;
using StreamServer.Models.Manifest;

namespace StreamServer.Tests.Stt.Vad;

public sealed class SileroVadTests
{
    [Fact]
    public void Streams_in_one_batch_get_what_they_get_alone()
    {
        using SileroVad vad = Open();
        Random random = new(3);
        float[][] streams = [.. Enumerable.Range(0, 5)
            .Select(_ => Enumerable.Range(0, 512 * 30).Select(i => (random.NextSingle() - 0.5f) * (i / 4096 % 2)).ToArray())];
        float[][] alone = [.. streams.Select(samples => Run(vad, [samples])[0])];

        float[][] together = Run(vad, streams);

        for (int stream = 0; stream < streams.Length; stream++)
        {
            for (int window = 0; window < 30; window++)
            {
                Assert.Equal(alone[stream][window], together[stream][window], 1e-5);
            }
        }
    }

    [Fact]
    public void Speech_is_told_from_the_silence_before_it()
    {
        using SileroVad vad = Open();
        float[] samples = [.. new float[16000], .. TestSpeech.Samples("07_kal16")];

        float[] probabilities = Run(vad, [samples])[0];

        Assert.All(probabilities[..28], probability => Assert.InRange(probability, 0, 0.2));
        Assert.True(probabilities.Count(probability => probability > 0.9) > 40);
    }

    private static SileroVad Open() => new(
        ModelManifest.Load(Repository.Models).Get(ModelRole.Vad, "tiny-vad"),
        new OnnxSessions(new RuntimeOptions { Device = DeviceKind.Cpu }));

    private static float[][] Run(SileroVad vad, float[][] streams)
    {
        VadState[] states = [.. streams.Select(_ => new VadState())];
        int windows = streams[0].Length / SileroVad.Window;
        float[][] results = [.. streams.Select(_ => new float[windows])];
        float[] probabilities = new float[streams.Length];
        for (int window = 0; window < windows; window++)
        {
            vad.Run(states, [.. streams.Select(
                samples => (ReadOnlyMemory<float>)samples.AsMemory(window * SileroVad.Window, SileroVad.Window))], probabilities);
            for (int stream = 0; stream < streams.Length; stream++)
            {
                results[stream][window] = probabilities[stream];
            }
        }

        return results;
    }
}

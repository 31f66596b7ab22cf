using StreamServer.Inference.Runtime;
using StreamServer.Inference.Stt.Vad;
using StreamServer.Models.Manifest;

namespace StreamServer.Endpoints.Commands.Bench;

/// <summary>Windows of noise: what a voice activity model costs does not depend on what it hears.</summary>
internal static class VadBench
{
    private const double WindowSeconds = SileroVad.Window / 16000.0;
    private const int Windows = 100;

    public static void Run(ModelEntry model, BenchRun run)
    {
        using SileroVad vad = new(model, new OnnxSessions(new RuntimeOptions { Device = DeviceKind.Cpu }));
        foreach (int streams in (ReadOnlySpan<int>)[1, 16])
        {
            VadState[] states = [.. Enumerable.Range(0, streams).Select(_ => new VadState())];
            ReadOnlyMemory<float>[] windows = [.. states.Select((_, stream) => Noise(stream))];
            float[] probabilities = new float[streams];
            run.RepeatAsync($"{model.Name}, {streams} at once", () =>
            {
                for (int i = 0; i < Windows; i++)
                {
                    vad.Run(states, windows, probabilities);
                }

                return Task.FromResult(Windows * streams * WindowSeconds);
            }).GetAwaiter().GetResult();
        }

        run.SayMemory();
    }

    private static ReadOnlyMemory<float> Noise(int seed)
    {
        Random random = new(seed);
        float[] samples = new float[SileroVad.Window];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = (random.NextSingle() - 0.5f) / 5;
        }

        return samples;
    }
}

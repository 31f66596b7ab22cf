using StreamServer.Models.Commands;
using StreamServer.Models.Manifest;

namespace StreamServer.Endpoints.Commands.Bench;

/// <summary>Sentences one after the other through language model and codec.</summary>
internal static class TtsBench
{
    public static async Task RunAsync(ModelsContext context, ModelEntry model, BenchRun run, CancellationToken cancellation)
    {
        await using SpokenSentences sentences = SpokenSentences.Load(context, model, cancellation);
        List<double> first = [];
        await run.RepeatAsync(model.Name, async () =>
        {
            (float[] samples, TimeSpan wait) = await sentences.SpeakAsync(context.Time, cancellation);
            first.Add(wait.TotalMilliseconds);
            return (double)samples.Length / sentences.SampleRate;
        });
        first.Sort();
        run.Say($"time to first audio: {first[first.Count / 2]:0} ms (median)");
        run.SayMemory();
    }
}

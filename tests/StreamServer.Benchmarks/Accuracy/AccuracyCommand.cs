using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using StreamServer.Benchmarks.Streams;
using StreamServer.Endpoints.Server;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Stt;
using StreamServer.Inference.Stt.Settings;

namespace StreamServer.Benchmarks.Accuracy;

/// <summary>Word errors of the configured recogniser (<c>STT_MODEL</c>) on the repository's sentences, by shape of the audio.</summary>
internal static class AccuracyCommand
{
    public static async Task<int> RunAsync()
    {
        await using WebApplication app = ServerApp.Build(
            new Dictionary<string, string?> { ["PORT"] = "0", ["LOG_LEVEL"] = "Error", ["VAD_MODEL"] = "tiny-vad" });
        await app.StartAsync();
        await app.Services.GetRequiredService<WarmUpService>().Done;
        SpeechToText speech = app.Services.GetRequiredService<SpeechToText>();
        (string Text, float[] Samples)[] recordings =
            [.. Recordings.All().Select(item => (item.Text, Floats(item.Samples)))];

        Console.WriteLine($"Model {app.Services.GetRequiredService<SttOptions>().Model}, {recordings.Length} sentences.");
        Console.WriteLine("| audio | word errors |\n|---|---|");
        foreach (AudioShape shape in AudioShape.All)
        {
            (int errors, int words) = await AccuracyRun.RunAsync(speech, shape, recordings);
            Console.WriteLine($"| {shape.Name} | {errors} of {words}, {100.0 * errors / words:F1} % |");
        }

        await app.StopAsync();
        return 0;
    }

    private static float[] Floats(byte[] pcm) => [.. MemoryMarshal.Cast<byte, short>(pcm).ToArray().Select(sample => sample / 32768f)];
}

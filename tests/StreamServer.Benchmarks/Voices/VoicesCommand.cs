using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using StreamServer.Endpoints.Server;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Tts;
using StreamServer.Inference.Tts.Prompt;

namespace StreamServer.Benchmarks.Voices;

/// <summary><c>bench voices</c>: does a text of 10,000 characters end in the voice in which it began?</summary>
internal static class VoicesCommand
{
    private const int Characters = 10_000;
    private const int Sections = 10;

    public static async Task<int> RunAsync()
    {
        await using WebApplication app = ServerApp.Build(
            new Dictionary<string, string?> { ["PORT"] = "0", ["LOG_LEVEL"] = "Error", ["VAD_MODEL"] = "tiny-vad" });
        await app.StartAsync();
        await app.Services.GetRequiredService<WarmUpService>().Done;
        TextToSpeech speech = app.Services.GetRequiredService<TextToSpeech>();
        string text = VoiceConsistency.Text(Characters);
        bool areAllOne = true;
        List<float[]>? first = null;
        foreach (Voice voice in speech.Models.Voices.Voices.DistinctBy(voice => string.Join(' ', voice.Globals ?? [])))
        {
            List<float[]> chunks = await VoiceConsistency.SpeakAsync(speech, voice, text, CancellationToken.None);
            VoiceConsistency found = VoiceConsistency.Measure(chunks, Sections);
            areAllOne &= found.IsOneVoice;
            Console.WriteLine($"{voice.Friendly}: {text.Length} characters, {found.Chunks} chunks, {found.Seconds:F0} s");
            Console.WriteLine($"  first to last section {found.FirstToLast}");
            Console.WriteLine($"  within a section, at most {found.Within}");
            if (first is null)
            {
                first = chunks;
            }
            else
            {
                VoiceStatistics other = new([.. chunks.Take(14).SelectMany(chunk => chunk)]);
                VoiceDistance distance = new VoiceStatistics([.. first.Take(14).SelectMany(chunk => chunk)]).To(other);
                Console.WriteLine($"  another voice, for comparison: {distance}");
            }
        }

        await app.StopAsync();
        Console.WriteLine(areAllOne ? "Every text ends in the voice in which it began." : "A voice has moved.");
        return areAllOne ? 0 : 1;
    }
}

using Microsoft.Extensions.DependencyInjection;
using StreamServer.Inference.Tts;

namespace StreamServer.FunctionalTests.Tts;

/// <summary>The short form of <c>./run.sh bench voices</c>.</summary>
public sealed class TtsVoiceConsistencyTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const int Sections = 4;

    [Fact]
    public async Task A_long_text_ends_in_the_voice_in_which_it_began()
    {
        List<float[]> chunks = await SpeakAsync("Mitra");
        VoiceConsistency found = VoiceConsistency.Measure(chunks, Sections);
        Assert.True(found.IsOneVoice, $"First to last {found.FirstToLast}; within a section {found.Within}.");

        // The measure would notice: the same text whose last section somebody else speaks.
        List<float[]> other = await SpeakAsync("Neer");
        int each = chunks.Count / Sections;
        VoiceConsistency mixed = VoiceConsistency.Measure([.. chunks[..^each], .. other[^each..]], Sections);
        Assert.False(mixed.IsOneVoice, $"First to last {mixed.FirstToLast}; within a section {mixed.Within}.");
    }

    private async Task<List<float[]>> SpeakAsync(string voice)
    {
        TextToSpeech speech = server.Services.GetRequiredService<TextToSpeech>();
        using CancellationTokenSource limit = new(ServerFixture.Limit);
        return await VoiceConsistency.SpeakAsync(speech, speech.Models.Voices.Get(voice), VoiceConsistency.Text(2400), limit.Token);
    }
}

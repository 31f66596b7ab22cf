using Microsoft.Extensions.DependencyInjection;
using StreamServer.Inference.Tts;

namespace StreamServer.FunctionalTests.Tts;

/// <summary>Where two chunks of one response meet, in samples of the bundled models.</summary>
public sealed class TtsJoinTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const int Rate = 16000;
    private const int Near = 60 * Rate / 1000; // 60 ms on each side of a join

    private static readonly string[] Sentences =
    [
        "The neighbours are painting their fence this weekend.", "Could you bring me a clean towel, please?",
        "My wallet must have fallen out in the taxi.", "She teaches music at the village school!",
        "When the rain had stopped at last, the children ran out into the garden, and nobody could find their boots.",
    ];

    [Theory]
    [InlineData("Mitra", 1)]
    [InlineData("Neer", 2)]
    [InlineData("Dhruva", 3)]
    [InlineData("Veda", 4)]
    public async Task No_join_of_chunks_clicks(string speaker, int seed)
    {
        List<float[]> chunks = await SpeakAsync(string.Join(' ', Enumerable.Repeat(string.Join(' ', Sentences), 3)), speaker, seed);
        Assert.InRange(chunks.Count, 15, 30);
        for (int i = 1; i < chunks.Count; i++)
        {
            float inside = Math.Max(Jump(chunks[i - 1]), Jump(chunks[i]));
            float[] around = [.. chunks[i - 1].TakeLast(Near), .. chunks[i].Take(Near)];
            Assert.True(Jump(around) <= inside, $"{Jump(around)} at join {i}, {inside} at most inside.");

            // The pause itself is quiet, and the voice is back right after it.
            Assert.True(Math.Abs(chunks[i - 1][^1]) < 0.01f, $"Join {i} starts at {chunks[i - 1][^1]}.");
        }
    }

    [Fact]
    public async Task A_paragraph_pauses_longer_than_a_sentence_and_a_sentence_longer_than_a_comma()
    {
        double sentence = await PauseAsync("Good morning to you all. Could you bring me a clean towel, please?");
        double paragraph = await PauseAsync("Good morning to you all.\n\nCould you bring me a clean towel, please?");

        // Too long for one chunk: cut at its comma.
        double comma = await PauseAsync(
            "When the rain had stopped and the sun was shining over the hills and over the little river behind the village again, "
            + "the children ran out into the green garden behind the house and played with their old dog until it was time for supper.");

        Assert.InRange(comma, 0.05, 0.25);
        Assert.InRange(sentence, comma + 0.05, 0.45);
        Assert.InRange(paragraph, sentence + 0.15, 0.75);
    }

    /// <summary>Seconds of quiet between the two chunks of a text.</summary>
    private async Task<double> PauseAsync(string text)
    {
        List<float[]> chunks = await SpeakAsync(text, "Mitra", 3);
        Assert.Equal(2, chunks.Count);

        // The pause belongs to the chunk after it.
        int before = chunks[0].Reverse().TakeWhile(IsQuiet).Count();
        int after = chunks[1].TakeWhile(IsQuiet).Count();
        return (double)(before + after) / Rate;

        static bool IsQuiet(float sample) => Math.Abs(sample) < 0.005f;
    }

    private async Task<List<float[]>> SpeakAsync(string text, string speaker, int seed)
    {
        using CancellationTokenSource limit = new(ServerFixture.Limit);
        using TtsLease lease = server.Services.GetRequiredService<TextToSpeech>().Enter();
        SpeechRequest request = new()
        {
            Text = text,
            Voice = lease.Models.Voices.Get(speaker),
            Sampling = new(0.7, 25, 1, 1),
            Seed = (ulong)seed,
        };
        List<List<float>> chunks = [];
        await foreach (SpeechPiece piece in lease.SpeakAsync(request, limit.Token))
        {
            while (chunks.Count <= piece.Chunk)
            {
                chunks.Add([]);
            }

            chunks[piece.Chunk].AddRange(piece.Samples.Span);
        }

        return [.. chunks.Select(chunk => chunk.ToArray())];
    }

    private static float Jump(ReadOnlySpan<float> samples)
    {
        float largest = 0;
        for (int i = 1; i < samples.Length; i++)
        {
            largest = MathF.Max(largest, MathF.Abs(samples[i] - samples[i - 1]));
        }

        return largest;
    }
}

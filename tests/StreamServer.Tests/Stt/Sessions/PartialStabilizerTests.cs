using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Tests.Stt.Sessions;

public sealed class PartialStabilizerTests
{
    [Fact]
    public void Words_that_two_partials_agree_on_are_committed_and_stay()
    {
        PartialStabilizer stabilizer = new();
        stabilizer.Take(Words("turn of"), 2);
        Assert.Equal(0, stabilizer.Committed);

        stabilizer.Take(Words("turn off the"), 3);
        Assert.Equal(1, stabilizer.Committed);

        IReadOnlyList<SttWord> shown = stabilizer.Take(Words("burn off the light"), 4);
        Assert.Equal("turn off the light", WordBuilder.Join(shown));
        Assert.Equal(3, stabilizer.Committed);
    }

    [Fact]
    public void Words_at_the_end_of_the_audio_are_not_committed()
    {
        PartialStabilizer stabilizer = new();
        stabilizer.Take(Words("one two"), 1);

        stabilizer.Take(Words("one two"), 1);

        Assert.Equal(1, stabilizer.Committed);
    }

    [Fact]
    public void The_committed_text_is_always_a_prefix_of_what_is_shown()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            Random random = new(seed);
            PartialStabilizer stabilizer = new();
            string committed = "";
            for (int round = 1; round < 20; round++)
            {
                string[] words = [.. Enumerable.Range(0, round).Select(i => random.Next(5) == 0 ? $"x{random.Next(9)}" : $"w{i}")];
                IReadOnlyList<SttWord> shown = stabilizer.Take(Words(string.Join(' ', words)), round);
                string now = WordBuilder.Join(shown.Take(stabilizer.Committed));
                Assert.True(now.StartsWith(committed, StringComparison.Ordinal), $"Seed {seed}: '{committed}' became '{now}'.");
                committed = now;
            }
        }
    }

    /// <summary>One word every half second.</summary>
    private static SttWord[] Words(string text) =>
        [.. text.Split(' ').Select((word, index) => new SttWord(word, 0.5 * index, (0.5 * index) + 0.4, 1))];
}

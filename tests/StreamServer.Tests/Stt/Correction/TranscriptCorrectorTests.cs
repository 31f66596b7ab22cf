using StreamServer.Inference.Stt.Correction;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Tests.Stt.Correction;

public sealed class TranscriptCorrectorTests
{
    private static readonly Vocabulary Names = new(["mitra", "aaranya", "kitchen", "kitten", "sunday"]);

    [Theory]
    [InlineData("mitar", "mitra")]
    [InlineData("metra", "mitra")]
    [InlineData("aranya", "aaranya")]
    [InlineData("Mitr", "Mitra")]
    [InlineData("kitchn,", "kitchen,")]
    public void An_unsure_word_near_the_vocabulary_is_changed_and_marked(string heard, string expected)
    {
        SttWord word = TranscriptCorrector.Correct([Word(heard, 0.4f)], Names)[0];

        Assert.Equal(expected, word.Text);
        Assert.Equal(heard, word.Heard);
    }

    [Theory]
    [InlineData("mitra", 0.4f)]
    [InlineData("mitar", 0.95f)]
    [InlineData("window", 0.2f)]
    [InlineData("a", 0.2f)]
    public void Known_sure_and_distant_words_stay(string heard, float confidence)
    {
        SttWord word = TranscriptCorrector.Correct([Word(heard, confidence)], Names)[0];

        Assert.Equal(heard, word.Text);
        Assert.Null(word.Heard);
    }

    [Fact]
    public void The_closer_word_wins_and_a_tie_goes_to_the_likelier()
    {
        Assert.Equal("kitten", Names.Nearest("kiten"));
        Assert.Equal("bat", new Vocabulary(["bat", "cat"]).Nearest("rat"));
        Assert.Equal("cat", new Vocabulary(["cat", "bat"]).Nearest("rat"));
    }

    [Fact]
    public void Nearest_is_what_a_search_through_all_words_finds()
    {
        Random random = new(11);
        string[] words = [.. Enumerable.Range(0, 300).Select(_ => Letters(random.Next(2, 9))).Distinct()];
        Vocabulary vocabulary = new(words);
        for (int i = 0; i < 500; i++)
        {
            string wanted = Letters(random.Next(1, 10));
            int limit = wanted.Length <= 4 ? 1 : 2;
            string? expected = words
                .Select((word, rank) => (word, rank, Distance: EditDistance.Between(wanted, word)))
                .Where(item => item.Distance <= limit)
                .OrderBy(item => item.Distance)
                .ThenBy(item => item.rank)
                .Select(item => item.word)
                .FirstOrDefault();
            Assert.True(expected == vocabulary.Nearest(wanted), $"Seed 11, '{wanted}': expected '{expected}', got '{vocabulary.Nearest(wanted)}'.");
        }

        string Letters(int length) => string.Concat(Enumerable.Range(0, length).Select(_ => (char)('a' + random.Next(4))));
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("form", "from", 1)]
    [InlineData("ca", "abc", 3)]
    public void Distances_are_those_of_the_literature(string a, string b, int distance) =>
        Assert.Equal(distance, EditDistance.Between(a, b));

    private static SttWord Word(string text, float confidence) => new(text, 0, 0.3, confidence);
}

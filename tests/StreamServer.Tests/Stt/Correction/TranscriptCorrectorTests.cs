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
        string[] words = [.. Enumerable.Range(0, 300).Select(_ => Letters(random.Next(2, 15))).Distinct()];
        Vocabulary vocabulary = new(words);
        for (int i = 0; i < 500; i++)
        {
            string wanted = i % 2 == 0 ? Letters(random.Next(1, 16)) : Misspell(words[random.Next(words.Length)]);
            int limit = wanted.Length <= 4 ? 1 : 2;
            string? expected = words
                .Select((word, rank) => (word, rank, Distance: EditDistance.Between(wanted, word, 20)))
                .Where(item => item.Distance <= limit)
                .OrderBy(item => item.Distance)
                .ThenBy(item => item.rank)
                .Select(item => item.word)
                .FirstOrDefault();
            Assert.True(expected == vocabulary.Nearest(wanted),
                $"Seed 11, '{wanted}': expected '{expected}', got '{vocabulary.Nearest(wanted)}'.");
        }

        string Misspell(string word)
        {
            for (int edit = random.Next(1, 4); edit > 0; edit--)
            {
                int at = random.Next(word.Length);
                word = random.Next(4) switch
                {
                    0 => word.Insert(at, Letters(1)),
                    1 when word.Length > 1 => word.Remove(at, 1),
                    2 when at + 1 < word.Length => word[..at] + word[at + 1] + word[at] + word[(at + 2)..],
                    _ => word[..at] + Letters(1) + word[(at + 1)..],
                };
            }

            return word;
        }

        string Letters(int length) => string.Concat(Enumerable.Range(0, length).Select(_ => (char)('a' + random.Next(4))));
    }

    [Fact]
    public void A_limit_changes_no_distance_below_it()
    {
        Random random = new(12);
        for (int i = 0; i < 2000; i++)
        {
            string a = Letters(random.Next(0, 12));
            string b = Letters(random.Next(0, 12));
            int whole = EditDistance.Between(a, b, 30);
            for (int limit = 0; limit < 5; limit++)
            {
                int expected = Math.Min(whole, limit + 1);
                Assert.True(expected == EditDistance.Between(a, b, limit), $"Seed 12, '{a}' and '{b}' within {limit}: not {expected}.");
            }
        }

        string Letters(int length) => string.Concat(Enumerable.Range(0, length).Select(_ => (char)('a' + random.Next(3))));
    }

    /// <summary>10,000 words are 13 GB when everything that is left of a word of 100 letters is kept as a string.</summary>
    [Fact]
    public void The_index_of_the_longest_words_is_small_and_quick_to_search()
    {
        Random random = new(13);
        string[] words = [.. Enumerable.Range(0, 650).Select(_ => "prefixed" + Letters(92))];
        string[] many = [.. Enumerable.Range(0, 8000).Select(_ => Letters(7))];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Vocabulary longest = new(words);
        Vocabulary most = new(many);
        long held = GC.GetTotalMemory(forceFullCollection: true) - before;

        Assert.InRange(held, 0, 8 << 20);
        Assert.Equal(words[^1], longest.Nearest(words[^1].Remove(50, 2)));
        Assert.Null(longest.Nearest(Letters(100)));
        Assert.Equal(many.Distinct().Count(), most.Count);
        GC.KeepAlive(longest);

        string Letters(int length) => string.Concat(Enumerable.Range(0, length).Select(_ => (char)('a' + random.Next(26))));
    }

    [Fact]
    public void The_same_words_share_one_index_and_building_can_be_cancelled()
    {
        Vocabularies vocabularies = new();
        Vocabulary first = vocabularies.Get(["mitra", "kitchen"], default);

        Assert.Same(first, vocabularies.Get(["mitra", "kitchen"], default));
        Assert.NotSame(first, vocabularies.Get(["kitchen", "mitra"], default));
        Assert.Throws<OperationCanceledException>(
            () => vocabularies.Get([.. Enumerable.Range(0, 1000).Select(i => $"word{i}")], new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("form", "from", 1)]
    [InlineData("ca", "abc", 3)]
    public void Distances_are_those_of_the_literature(string a, string b, int distance) =>
        Assert.Equal(distance, EditDistance.Between(a, b, 10));

    private static SttWord Word(string text, float confidence) => new(text, 0, 0.3, confidence);
}

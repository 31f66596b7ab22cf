using StreamServer.Inference.Tts.Prompt;

namespace StreamServer.Tests.Tts.Prompt;

public sealed class SentenceChunkerTests
{
    [Fact]
    public void Sentences_are_chunks_of_their_own_unless_they_are_joined()
    {
        const string text = "It is late. We should go home! Are you ready?";
        Assert.Equal(["It is late.", "We should go home!", "Are you ready?"], Split(text, 90));
        Assert.Equal(["It is late. We should go home!", "Are you ready?"], Split(text, 90, 30, join: true));
        Assert.Equal(["It is late. We should go home! Are you ready?"], Split(text, 90, 60, join: true));
    }

    [Fact]
    public void A_long_sentence_is_cut_at_clauses_and_a_long_clause_between_words()
    {
        Assert.Equal(
            ["When the sun had gone down behind the hills,", "the children came back to the house, tired and happy."],
            Split("When the sun had gone down behind the hills, the children came back to the house, tired and happy.", 55, 55));
        Assert.All(
            Split(string.Join(' ', Enumerable.Repeat("word", 100)), 30),
            chunk => Assert.True(chunk.Length <= 30 && !chunk.StartsWith(' ') && chunk.Split(' ').All(word => word == "word")));
    }

    [Theory]
    [InlineData("The clock on the town hall has been ten minutes fast for as long as anyone can remember and nobody has ever tried to "
        + "put it right.", "and nobody has ever tried to put it right.")]
    [InlineData("She told the whole class to look out for the beach on which the birds used to nest before the storm had washed it away.",
        "before the storm had washed it away.")]
    [InlineData("यह घड़ी कई सालों से हमारे घर की दीवार पर लटकी हुई है और किसी ने कभी इसे ठीक करने की कोशिश नहीं की।",
        "और किसी ने कभी इसे ठीक करने की कोशिश नहीं की।")]
    public void A_long_clause_is_cut_before_a_word_that_begins_another(string text, string second)
    {
        string first = text[..^(second.Length + 1)];
        Assert.Equal([first, second], Split(text, Math.Max(first.Length, second.Length) + 10));
    }

    [Fact]
    public void A_long_clause_without_such_a_word_is_cut_in_the_middle() => Assert.Equal(
        ["one two three four five six", "seven eight nine ten eleven"],
        Split("one two three four five six seven eight nine ten eleven", 40));

    [Fact]
    public void The_first_chunk_is_short_where_a_clause_allows_it()
    {
        Assert.Equal(
            ["Good morning to all of you,", "and welcome to the second day of our meeting in town."],
            Split("Good morning to all of you, and welcome to the second day of our meeting in town.", 90, 40));
        Assert.Equal(
            ["Good morning and welcome to the second day of our meeting in town."],
            Split("Good morning and welcome to the second day of our meeting in town.", 90, 40));
    }

    [Fact]
    public void Paragraphs_sentences_and_clauses_say_how_long_to_pause()
    {
        List<TextChunk> chunks = SentenceChunker.Split(
            "One two, three.\n\nFour five six seven eight, nine ten eleven twelve.", new ChunkLimits(30, 30, false));
        Assert.Equal([ChunkEnd.Paragraph, ChunkEnd.Clause, ChunkEnd.Paragraph], chunks.Select(chunk => chunk.End));
        Assert.Equal(ChunkEnd.Sentence, SentenceChunker.Split("One. Two.", new ChunkLimits(30, 30, false))[0].End);
    }

    [Theory]
    [InlineData("Mr. Smith met Dr. Jones at 3.14 today.")]
    [InlineData("J. R. R. Tolkien wrote it.")]
    [InlineData("Version 2.5 is out.")]
    public void Full_stops_inside_names_and_numbers_end_nothing(string text) => Assert.Equal([text], Split(text, 90));

    [Theory]
    [InlineData("Well [laughs softly] that was [sighs] it. And <giggles> more <|emotion_3|> words here.")]
    [InlineData("[whispers] go [clears throat], now <laugh>!")]
    public void Emotion_tags_are_never_cut(string text)
    {
        foreach (int limit in new[] { 8, 12, 20, 40 })
        {
            List<string> chunks = Split(text, limit);
            foreach (string tag in new[] { "[laughs softly]", "[sighs]", "<giggles>", "<|emotion_3|>", "[whispers]", "[clears throat]",
                "<laugh>" })
            {
                Assert.Equal(Count(text, tag), chunks.Sum(chunk => Count(chunk, tag)));
            }
        }
    }

    [Theory]
    [InlineData("क्षत्रियसंस्कृतिविद्यार्थीज्ञानप्राप्तिस्त्रीशक्ति")]
    [InlineData("స్త్రీశక్తిక్షత్రియవిద్యార్థిజ్ఞానప్రాప్తి")]
    public void An_Indic_word_over_the_limit_is_cut_between_clusters(string word)
    {
        foreach (int limit in new[] { 5, 8, 13 })
        {
            List<string> chunks = Split(word, limit);
            Assert.Equal(word, string.Concat(chunks));
            foreach (string chunk in chunks)
            {
                Assert.False(IsMarkOrVirama(chunk[0]), chunk);
                Assert.NotEqual(0x4D, chunk[^1] & 0x7F);
            }
        }
    }

    [Fact]
    public void Nothing_is_lost_and_no_chunk_is_over_the_limit()
    {
        int seed = Environment.TickCount;
        Random random = new(seed);
        string[] words = ["a", "house", "stone,", "river.", "Really?", "[laughs]", "नमस्ते", "आप।", "don't", "wait;", "\n\n", "12,000",
            "end!", "(yes)", "—", "నేను"];
        for (int round = 0; round < 300; round++)
        {
            string text = string.Join(' ', Enumerable.Range(0, random.Next(1, 80)).Select(_ => words[random.Next(words.Length)]));
            int limit = random.Next(12, 120);
            List<string> chunks = Split(text, limit, random.Next(8, limit + 1), random.Next(2) == 0);
            Assert.True(chunks.All(chunk => chunk.Length <= limit && chunk == chunk.Trim() && chunk.Length > 0),
                $"Seed {seed}, round {round}.");
            Assert.True(Letters(text) == Letters(string.Concat(chunks)), $"Seed {seed}, round {round}.");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("   \n ")]
    [InlineData("... !!! —")]
    public void What_has_no_letter_has_nothing_to_say(string text) => Assert.Empty(Split(text, 90));

    private static List<string> Split(string text, int max, int first = 60, bool join = false) =>
        [.. SentenceChunker.Split(text, new ChunkLimits(max, first, join)).Select(chunk => chunk.Text)];

    private static string Letters(string text) =>
        string.Concat(text.Where(
        c => char.IsLetterOrDigit(c) || char.GetUnicodeCategory(
        c) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark));

    private static bool IsMarkOrVirama(char c) =>
        char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark
        or System.Globalization.UnicodeCategory.SpacingCombiningMark;

    private static int Count(string text, string part) =>
        (text.Length - text.Replace(part, "", StringComparison.Ordinal).Length) / part.Length;
}

using StreamServer.Endpoints.Stt.Transcriptions;
using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Tests.Endpoints.Stt.Transcriptions;

public sealed class CueCutterTests
{
    [Fact]
    public void A_short_utterance_is_one_cue_from_its_first_word_to_its_last()
    {
        Cue cue = Assert.Single(CueCutter.Cut([Text("set a timer", 0.4)]));

        Assert.Equal(["set a timer"], cue.Lines);
        Assert.Equal((1.0, 2.15), (cue.Start, Math.Round(cue.End, 2)));
    }

    [Fact]
    public void A_pause_is_where_it_is_cut()
    {
        SttText text = Text("i went to the market and bought some apples then i walked home with my friend and we talked about it", 0.25);
        SttWord[] words = [.. text.Words.Select((word, i) => i < 9 ? word : word with { Start = word.Start + 0.8, End = word.End + 0.8 })];

        IReadOnlyList<Cue> cues = CueCutter.Cut([text with { Words = words, End = text.End + 0.8 }]);

        Assert.Equal("i went to the market and bought some apples", cues[0].Text);
    }

    [Fact]
    public void The_end_of_a_sentence_is_where_it_is_cut()
    {
        IReadOnlyList<Cue> cues = CueCutter.Cut([Text(
            "We went to the old market by the river. The apples there are cheap and good, and my friend knows the owner well.", 0.3)]);

        Assert.Equal("We went to the old market by the river.", cues[0].Text);
    }

    [Fact]
    public void Two_lines_are_about_as_long_as_each_other()
    {
        Cue cue = Assert.Single(CueCutter.Cut([Text("the weather for the weekend looks as if it might stay dry", 0.25)]));

        Assert.Equal(2, cue.Lines.Count);
        Assert.All(cue.Lines, line => Assert.InRange(line.Length, 20, CueCutter.LineCharacters));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Nothing_is_lost_and_no_cue_is_too_long_whatever_is_said(int seed)
    {
        Random random = new(seed);
        for (int round = 0; round < 200; round++)
        {
            string[] said = [.. Enumerable.Range(0, random.Next(1, 120)).Select(_ => new string('a', random.Next(1, random.Next(2, 60))))];
            SttText text = Text(string.Join(' ', said), 0.05 + random.NextDouble());

            IReadOnlyList<Cue> cues = CueCutter.Cut([text], reserved: round % 2 * 12);

            Assert.Equal(text.Text.Replace(" ", ""), string.Concat(cues.SelectMany(cue => cue.Lines)).Replace(" ", ""));
            Assert.All(cues, cue =>
            {
                Assert.InRange(cue.Lines.Count, 1, 2);
                Assert.All(cue.Lines, line => Assert.InRange(line.Length, 1, CueCutter.LineCharacters));
                Assert.InRange(cue.End - cue.Start, 0, CueCutter.MostSeconds);
                Assert.InRange(cue.Lines[0].Length + (round % 2 * 12), 1, CueCutter.LineCharacters);
            });
            Assert.All(cues.Zip(cues.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start + 1e-9));
        }
    }

    [Fact]
    public void Words_without_spaces_between_them_are_lines_without_spaces()
    {
        SttWord[] words = [.. Enumerable.Range(0, 100).Select(i => new SttWord("你", i * 0.1, (i + 1) * 0.1, 1, Glued: i > 0))];
        SttText text = Text("x", 1) with { Words = words, Text = WordBuilder.Join(words) };

        IReadOnlyList<Cue> cues = CueCutter.Cut([text]);

        Assert.Equal(100, cues.Sum(cue => cue.Lines.Sum(line => line.Length)));
        Assert.All(cues.SelectMany(cue => cue.Lines), line => Assert.DoesNotContain(' ', line));
    }

    private static SttText Text(string text, double step)
    {
        string[] words = text.Split(' ');
        return new SttText
        {
            Utterance = 0,
            Channel = 0,
            IsFinal = true,
            Start = 0.8,
            End = 1.2 + (words.Length * step),
            Text = text,
            Words = [.. words.Select((word, i) => new SttWord(word, 1 + (i * step), 1 + ((i + 1) * step) - 0.05, 0.9f))],
        };
    }
}

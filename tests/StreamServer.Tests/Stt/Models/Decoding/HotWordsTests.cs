using StreamServer.Inference.Stt.Models.Decoding;

namespace StreamServer.Tests.Stt.Models.Decoding;

public sealed class HotWordsTests
{
    [Fact]
    public void A_text_gains_for_every_whole_occurrence()
    {
        string[] phrases = ["ab:1", "ab ba:2.5", "b:0.25", "ba ab a:4"];
        HotWords hotWords = new(phrases);
        Random random = new(17);
        for (int run = 0; run < 300; run++)
        {
            string text = string.Join(
                ' ', Enumerable.Range(0, random.Next(1, 7)).Select(_ => new[] { "a", "b", "ab", "ba", "aba" }[random.Next(5)]));
            double expected = phrases.Sum(phrase => Occurrences(text, phrase.Split(':')[0]) * double.Parse(phrase.Split(':')[1]));

            Assert.True(Math.Abs(expected - Gain(hotWords, text)) < 1e-4, $"'{text}': expected {expected}, got {Gain(hotWords, text)}.");
        }
    }

    [Fact]
    public void A_phrase_lends_its_boost_letter_by_letter_and_takes_it_back()
    {
        HotWords hotWords = new(["lisp:8"]);
        List<float> loans = [];
        int state = HotWords.Start;
        foreach (char letter in "▁list")
        {
            (state, _) = hotWords.Read(state, letter);
            loans.Add(hotWords.Loan(state));
        }

        Assert.Equal([0, 2, 4, 6, 0], loans);
    }

    [Theory]
    [InlineData("Kyiv", "kyiv", 4)]
    [InlineData("kyiv", "KYIV", 4)]
    [InlineData("a:b", "a:b", 4)]
    [InlineData("  new   york  ", "in new york city", 4)]
    [InlineData("", "anything", 0)]
    [InlineData("odds:nan", "odds", 4)]
    [InlineData("odds:1e30", "odds", 100)]
    public void Case_spaces_and_a_missing_boost_do_not_matter(string phrase, string text, float gain) =>
        Assert.Equal(gain, Gain(new HotWords([phrase]), text), 4);

    [Fact]
    public void A_phrase_of_a_script_without_spaces_needs_no_boundaries()
    {
        HotWords hotWords = new(["东京:3"]);
        int state = HotWords.Start;
        float sum = 0;
        foreach (char letter in "我在东京塔")
        {
            (state, float gain) = hotWords.Read(state, letter);
            sum += gain;
        }

        Assert.Equal(3, sum);
    }

    private static float Gain(HotWords hotWords, string text)
    {
        int state = HotWords.Start;
        float sum = 0;
        foreach (char letter in $"▁{text.Replace(' ', '▁')}▁")
        {
            (state, float gain) = hotWords.Read(state, letter);
            sum += gain;
        }

        return sum;
    }

    private static int Occurrences(string text, string phrase)
    {
        int count = 0;
        string padded = $" {text} ";
        for (int at = padded.IndexOf($" {phrase} ", StringComparison.Ordinal); at >= 0; at = padded.IndexOf(
            $" {phrase} ", at + 1, StringComparison.Ordinal))
        {
            count++;
        }

        return count;
    }
}

using System.Globalization;
using StreamServer.Inference;
using StreamServer.Inference.Stt.Models.Decoding;

namespace StreamServer.Tests.Stt.Models.Decoding;

public sealed class ArpaModelTests
{
    private static readonly string[] Words = ["<s>", "</s>", "<unk>", "a", "b", "c"];

    [Fact]
    public void Every_sentence_scores_as_the_definition_says()
    {
        Random random = new(31);
        for (int run = 0; run < 20; run++)
        {
            Dictionary<string, (float Log10, float BackOff)> grams = RandomGrams(random, order: 3);
            ArpaModel model = ArpaModel.Parse(Write(grams), "test");
            for (int sentence = 0; sentence < 20; sentence++)
            {
                string[] words = [.. Enumerable.Range(0, random.Next(1, 7)).Select(_ => "abcx"[random.Next(4)].ToString())];

                (double expected, double actual) = (Define(grams, words), Score(model, words));
                Assert.True(Math.Abs(expected - actual) < 1e-4,
                    $"'{string.Join(' ', words)}' with seed 31: expected {expected}, got {actual}.");
            }
        }
    }

    [Fact]
    public void Capitals_find_small_letters()
    {
        ArpaModel model = ArpaModel.Parse(["\\data\\", "ngram 1=2", "", "\\1-grams:", "-1.5\thello", "-3\t<unk>", "", "\\end\\"], "test");

        Assert.Equal(-1.5f, model.Score(model.Start, "HELLO").Log10);
    }

    [Fact]
    public void A_word_that_the_model_does_not_know_costs_ten_without_unk()
    {
        ArpaModel model = ArpaModel.Parse(["\\data\\", "\\1-grams:", "-1\ta", "\\end\\"], "test");

        Assert.Equal(-10, model.Score(model.Start, "zebra").Log10);
        Assert.Equal(0, model.Finish(model.Start));
    }

    [Fact]
    public void A_word_that_is_not_listed_costs_by_its_length_beyond_six_letters()
    {
        ArpaModel model = ArpaModel.Parse(["\\data\\", "\\1-grams:", "-1\ta", "-3\t<unk>", "\\end\\"], "test");

        Assert.Equal(-3, model.Score(model.Start, "zebra").Log10);
        Assert.Equal(-6, model.Score(model.Start, "zebrasinlove").Log10, 5);
    }

    [Fact]
    public void A_beginning_is_worth_the_most_probable_word_that_begins_so()
    {
        ArpaModel model = ArpaModel.Parse(["\\data\\", "\\1-grams:", "-2\thelp", "-1.5\thello", "-3\thell", "-4\t<unk>", "\\end\\"],
            "test");
        int beginning = WordTrie.Root;
        foreach ((char letter, double expected) in new[] { ('H', -1.5), ('e', -1.5), ('l', -1.5), ('p', -2), ('s', -4) })
        {
            beginning = model.Spell(beginning, letter);
            Assert.Equal(expected, model.Outlook(beginning, 4), 5);
        }

        Assert.Equal(-8, model.Outlook(beginning, 12), 5);
    }

    [Theory]
    [InlineData("\\data\\|\\1-grams:|-1 a b c|\\end\\", "line 3")]
    [InlineData("\\data\\|\\1-grams:|minus a|\\end\\", "line 3")]
    [InlineData("\\data\\|-1 a|\\end\\", "line 2")]
    [InlineData("\\data\\|\\1-grams:|-1 a", "whole")]
    [InlineData("", "whole")]
    public void A_broken_file_is_refused_with_its_place(string lines, string told)
    {
        StreamException failure = Assert.Throws<StreamException>(() => ArpaModel.Parse(lines.Split('|'), "lm.arpa"));

        Assert.Contains("lm.arpa", failure.Message);
        Assert.Contains(told, failure.Message);
    }

    private static float Score(ArpaModel model, string[] words)
    {
        int state = model.Start;
        float sum = 0;
        foreach (string word in words)
        {
            (state, float log10) = model.Score(state, word);
            sum += log10;
        }

        return sum + model.Finish(state);
    }

    /// <summary>Katz back-off over a plain table, word by word.</summary>
    private static double Define(Dictionary<string, (float Log10, float BackOff)> grams, string[] words)
    {
        List<string> history = ["<s>"];
        double sum = 0;
        foreach (string word in words.Append("</s>"))
        {
            string known = grams.ContainsKey(word) ? word : "<unk>";
            sum += Conditional([.. history.TakeLast(2)], known);
            history.Add(known);
        }

        return sum;

        double Conditional(string[] context, string word)
        {
            if (grams.TryGetValue(string.Join(' ', context.Append(word)), out var gram))
            {
                return gram.Log10;
            }

            double backOff = grams.TryGetValue(string.Join(' ', context), out var held) ? held.BackOff : 0;
            return backOff + Conditional(context[1..], word);
        }
    }

    /// <summary>All single words and some longer n-grams; an n-gram comes with its own beginnings, as real files have it.</summary>
    private static Dictionary<string, (float Log10, float BackOff)> RandomGrams(Random random, int order)
    {
        Dictionary<string, (float, float)> grams = [];
        foreach (string word in Words)
        {
            grams[word] = (-3 * random.NextSingle(), -random.NextSingle());
        }

        for (int length = 2; length <= order; length++)
        {
            foreach (string context in grams.Keys.Where(
                key => key.Split(' ').Length == length - 1 && !key.EndsWith("</s>", StringComparison.Ordinal)).ToArray())
            {
                foreach (string word in Words[1..].Where(_ => random.Next(2) == 0))
                {
                    grams[$"{context} {word}"] = (-3 * random.NextSingle(), length == order ? 0 : -random.NextSingle());
                }
            }
        }

        return grams;
    }

    private static IEnumerable<string> Write(Dictionary<string, (float Log10, float BackOff)> grams)
    {
        yield return "\\data\\";
        foreach (var group in grams.GroupBy(gram => gram.Key.Split(' ').Length).OrderBy(group => group.Key))
        {
            yield return "";
            yield return $"\\{group.Key}-grams:";
            foreach ((string words, (float log10, float backOff)) in group)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{log10:R}\t{words}") + (
                    backOff == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"\t{backOff:R}"));
            }
        }

        yield return "\\end\\";
    }
}

using StreamServer.Inference.Stt.Models;
using StreamServer.Inference.Stt.Models.Ctc;
using StreamServer.Inference.Stt.Models.Decoding;
using StreamServer.Models.Manifest;

namespace StreamServer.Tests.Stt.Models.Ctc;

public sealed class CtcBeamDecoderTests
{
    private static readonly CtcBeamSettings Everything = new(int.MaxValue, float.NegativeInfinity, float.PositiveInfinity);

    private static readonly TokenTable Tokens = TokenTable.Parse(["<blk> 0", "▁a 1", "b 2", "▁ 3"], "test");

    private static readonly string[] Language =
    [
        "\\data\\", "\\1-grams:", "-1.2\ta\t-0.3", "-2\tab\t-0.1", "-0.9\tb", "-1\t<s>\t-0.2", "-0.8\t</s>", "-2.5\t<unk>",
        "\\2-grams:", "-0.2\ta ab", "-0.4\t<s> ab", "-0.1\tab </s>", "\\end\\",
    ];

    [Fact]
    public void A_wide_beam_finds_the_most_probable_labels()
    {
        Random random = new(41);
        for (int run = 0; run < 60; run++)
        {
            CtcLattice lattice = new(random, 5, Tokens.Count, blank: 0);

            string expected = lattice.Sequences().MaxBy(sequence => sequence.Value).Key;

            Assert.Equal(expected, Decode(lattice, new TextScorer(null, new LanguageWeights(), null)));
        }
    }

    [Fact]
    public void Language_model_and_hot_words_weigh_as_defined()
    {
        LanguageWeights weights = new(0.7f, 0.4f);
        ArpaModel model = ArpaModel.Parse(Language, "test");
        Random random = new(42);
        int changed = 0;
        for (int run = 0; run < 60; run++)
        {
            CtcLattice lattice = new(random, 5, Tokens.Count, blank: 0);
            Dictionary<string, double> sequences = lattice.Sequences();

            string expected = sequences.MaxBy(sequence => Math.Log(sequence.Value) + Gain(Spell(sequence.Key), weights)).Key;

            Assert.Equal(expected, Decode(lattice, new TextScorer(model, weights, new HotWords(["a ab:1.5"]))));
            changed += expected == sequences.MaxBy(sequence => sequence.Value).Key ? 0 : 1;
        }

        Assert.True(changed > 5, $"Only {changed} of 60 lattices show an influence.");
    }

    [Fact]
    public void Labels_get_the_frames_of_their_best_path()
    {
        Random random = new(43);
        for (int run = 0; run < 60; run++)
        {
            CtcLattice lattice = new(random, 5, Tokens.Count, blank: 0);
            string best = lattice.Sequences().MaxBy(sequence => sequence.Value).Key;
            (int[] path, _, _) = lattice.Paths().Where(path => string.Join(' ', path.Labels) == best).MaxBy(path => path.Probability);

            List<CtcToken> found = [];
            new CtcBeamDecoder(Tokens, 0)
                .Decode(lattice.Scores, lattice.Vocabulary, new TextScorer(null, new LanguageWeights(), null), Everything, found);

            List<CtcToken> expected = Runs(lattice, path);
            Assert.Equal(expected.Select(token => (token.Id, token.First, token.Last)),
                found.Select(token => (token.Id, token.First, token.Last)));
            Assert.All(expected.Zip(found), pair => Assert.InRange(pair.First.LogProbability - pair.Second.LogProbability, -1e-4, 1e-4));
        }
    }

    [Fact]
    public void A_narrow_beam_still_finds_what_is_clear()
    {
        float[] scores = new float[6 * 4];
        int[] said = [1, 0, 2, 2, 0, 2];
        for (int frame = 0; frame < said.Length; frame++)
        {
            scores[(frame * 4) + said[frame]] = 9;
        }

        List<CtcToken> found = [];
        new CtcBeamDecoder(Tokens, 0).Decode(scores, 4, new TextScorer(null, new LanguageWeights(), null), new CtcBeamSettings(2), found);

        Assert.Equal([(1, 0, 0), (2, 2, 3), (2, 5, 5)], found.Select(token => (token.Id, token.First, token.Last)));
    }

    [Fact]
    public void A_beam_of_one_leaves_a_beginning_that_no_listed_word_has()
    {
        ArpaModel model = ArpaModel.Parse(["\\data\\", "\\1-grams:", "-1\ta", "-7\t<unk>", "\\end\\"], "test");
        float[] scores = [0, 9, 0, 0, /* then more b than nothing */ 5, 0, 6, 0];

        List<CtcToken> found = [];
        new CtcBeamDecoder(Tokens, 0).Decode(scores, 4, new TextScorer(model, new LanguageWeights(), null), new CtcBeamSettings(1), found);

        Assert.Equal([1], found.Select(token => token.Id));
    }

    [Fact]
    public void A_hot_word_that_is_not_listed_is_no_unlisted_word()
    {
        ArpaModel model = ArpaModel.Parse(["\\data\\", "\\1-grams:", "-1\ta", "-1\tb", "-9\t<unk>", "\\end\\"], "test");
        float[] scores = [0, 9, 0, 0, /* b or nothing, alike */ 5, 0, 5, 0];

        Assert.Equal([1], Found(null));
        Assert.Equal([1, 2], Found(new HotWords(["ab"])));

        IEnumerable<int> Found(HotWords? hotWords)
        {
            List<CtcToken> found = [];
            new CtcBeamDecoder(Tokens, 0)
                .Decode(scores, 4, new TextScorer(model, new LanguageWeights(), hotWords), new CtcBeamSettings(1), found);
            return found.Select(token => token.Id);
        }
    }

    private static string Decode(CtcLattice lattice, TextScorer scorer)
    {
        List<CtcToken> found = [];
        new CtcBeamDecoder(Tokens, lattice.Blank).Decode(lattice.Scores, lattice.Vocabulary, scorer, Everything, found);
        return string.Join(' ', found.Select(token => token.Id));
    }

    private static string Spell(string labels) =>
        labels.Length == 0 ? "" : string.Concat(labels.Split(' ').Select(label => Tokens[int.Parse(label)]));

    /// <summary>The definition over whole texts: words from a bigram table, occurrences of the hot phrase.</summary>
    private static double Gain(string text, LanguageWeights weights)
    {
        string[] words = text.Split('▁', StringSplitOptions.RemoveEmptyEntries);
        double log10 = 0;
        string history = "<s>";
        foreach (string word in words)
        {
            string known = word is "a" or "b" or "ab" ? word : "<unk>";
            log10 += Conditional(history, known);
            history = known;
        }

        log10 += Conditional(history, "</s>");
        int hot = words.Zip(words.Skip(1)).Count(pair => pair is ("a", "ab"));
        return (weights.Weight * Math.Log(10) * log10) + (weights.WordBonus * words.Length) + (1.5 * hot);
    }

    private static double Conditional(string history, string word)
    {
        (string, string, double)[] pairs = [("a", "ab", -0.2), ("<s>", "ab", -0.4), ("ab", "</s>", -0.1)];
        foreach ((string first, string second, double log10) in pairs)
        {
            if (first == history && second == word)
            {
                return log10;
            }
        }

        double backOff = history switch { "a" => -0.3, "ab" => -0.1, "<s>" => -0.2, _ => 0 };
        return backOff + word switch { "a" => -1.2, "ab" => -2, "b" => -0.9, "</s>" => -0.8, _ => -2.5 };
    }

    private static List<CtcToken> Runs(CtcLattice lattice, int[] path)
    {
        List<CtcToken> runs = [];
        for (int frame = 0; frame < path.Length; frame++)
        {
            int end = frame;
            while (end + 1 < path.Length && path[end + 1] == path[frame])
            {
                end++;
            }

            if (path[frame] != lattice.Blank)
            {
                double best = Enumerable.Range(frame, end - frame + 1).Max(at => lattice.Probability(at, path[frame]));
                runs.Add(new CtcToken(path[frame], frame, end, (float)Math.Log(best)));
            }

            frame = end;
        }

        return runs;
    }
}

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using StreamServer.Normalization;
using StreamServer.Normalization.Text;

namespace StreamServer.Tests.Normalization;

/// <summary>What must hold for every text, over random and adversarial ones.</summary>
public sealed class NormalizationPropertyTests
{
    private const int Texts = 6000;

    private static readonly NormalizationOptions InFrench = NormalizationOptions.Default with { Language = Language.French };

    private static readonly NormalizationOptions InTextLanguage =
        NormalizationOptions.Default with { NumberLanguage = NumberLanguage.Text };

    /// <summary>
    /// Seeds that never change and one of this run; a failure names its seed. Where <c>CI</c> is set there is none of the run: a text in a
    /// hundred thousand that reads otherwise is found by people, and must not stop an unrelated change.
    /// </summary>
    public static TheoryData<int> Seeds =>
        Environment.GetEnvironmentVariable("CI") is null ? [20251113, 951824685, Random.Shared.Next()] : [20251113, 951824685];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Normalizing_twice_changes_nothing(int seed) => ForAll(seed, (input, options) =>
    {
        string once = TextNormalizer.NormalizeText(input, options);
        Assert.Equal(once, TextNormalizer.NormalizeText(once, options));
    });

    /// <summary>What the property above has found.</summary>
    [Theory]
    [InlineData(".PPP.IXXL")]
    [InlineData("so funny \u2402xD(")]
    [InlineData("so funny (xD) and xD- well")]
    [InlineData("# Title\n/ I am. Chapter I am")]
    [InlineData("p. IVLI59, p. IV59, p.  ILIV")]
    [InlineData("Elizabeth I  of x")]
    [InlineData("3x - 5Vol. IIII am")]
    [InlineData("1'000'000st and 1.000.000th")]
    [InlineData("120/80. <laugh>.2.3.4.5world, 10\u0935\u0940\u0902, ")]
    [InlineData("\u093c\u0323\u0301\u093c\u0301\u093c\u0301\u200c\u200d\u20e3\u20e3\u200d\u200c\u200d\ufe0f.6.3,83 ,\u20b9\u20b9\u20ac"
        + "\u20b9\u00a3\u00a3\u00b0\u20ac\u00b0   \u0c15\u0c41 \u0c3f\u0c40\u0c02")]
    public void Normalizing_what_was_found_twice_changes_nothing(string input)
    {
        string once = TextNormalizer.NormalizeText(input, InTextLanguage);
        Assert.Equal(once, TextNormalizer.NormalizeText(once, InTextLanguage));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void No_Indic_letter_or_mark_is_lost_or_reordered(int seed) => ForAll(seed, (input, options) =>
    {
        string output = TextNormalizer.NormalizeText(input, options);
        int at = 0;
        foreach (char c in WithoutOrdinalEndings(input))
        {
            if (IsIndicLetterOrMark(c))
            {
                at = output.IndexOf(c, at) + 1;
                Assert.True(at > 0, $"U+{(int)c:X4} is missing or out of place in: {output}");
            }
        }
    });

    // "1वाँ" is said पहला: the one case in which written letters go, told in docs/normalization.md.
    private static string WithoutOrdinalEndings(string input) => Regex.Replace(input, "(?<=[1-6१-६])(वाँ|वां|वीं|वें)", "");

    [Theory]
    [MemberData(nameof(Seeds))]
    public void No_digit_is_left(int seed) => ForAll(seed, (input, options) =>
    {
        string output = TextNormalizer.NormalizeText(input, options);
        Assert.DoesNotContain(output.EnumerateRunes(), rune => Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber);
    });

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Emotion_tags_are_kept_in_order(int seed) => ForAll(seed, (input, options) =>
    {
        List<string> output = Tags(TextNormalizer.NormalizeText(input, options));
        int at = 0;
        foreach (string tag in Tags(input))
        {
            at = output.IndexOf(tag, at) + 1;
            Assert.True(at > 0, $"{tag} is missing or out of place.");
        }
    });

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_output_is_at_most_forty_times_as_long(int seed) => ForAll(seed, (input, options) =>
        Assert.True(TextNormalizer.NormalizeText(input, options).Length <= 40 * input.Length));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Only_words_spaces_tags_and_the_kept_marks_remain(int seed) => ForAll(seed, (input, options) =>
    {
        string output = TextNormalizer.NormalizeText(input, options);
        foreach (string tag in EmotionTags.All)
        {
            output = output.Replace($"[{tag}]", "tag", StringComparison.Ordinal);
        }

        Assert.DoesNotContain(
            output, c => !StreamServer.Normalization.Text.Characters.IsWord(c)
            && c is not (' ' or ',' or '.' or '?' or '|' or ':' or '\''));
        Assert.DoesNotContain("  ", output, StringComparison.Ordinal);
    });

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_trace_ends_in_the_text_of_the_fast_path_and_the_spans_cover_it(int seed) => ForAll(seed, (input, options) =>
    {
        NormalizationResult result = TextNormalizer.Normalize(input, options);
        Assert.Equal(TextNormalizer.NormalizeText(input, options), result.Text);
        Assert.Equal(11, result.Stages.Count);
        Assert.Equal(result.Text, result.Stages[^1].Text);
        Assert.True(result.Text.Length == 0 || result.Spans[^1].End == result.Text.Length);
        Assert.Equal(result.Spans.OrderBy(span => span.End), result.Spans);
    });

    private static void ForAll(int seed, Action<string, NormalizationOptions> property)
    {
        RandomText texts = new(seed);
        for (int i = 0; i < Texts; i++)
        {
            string input = texts.Next();
            NormalizationOptions options = (i % 8) switch
            {
                0 or 4 => InTextLanguage,
                2 or 5 => InFrench,
                _ => NormalizationOptions.Default
            };
            try
            {
                property(input, options);
            }
            catch (Exception error)
            {
                string units = string.Concat(input.Select(c => c is >= ' ' and <= '~' && c != '\\' ? c.ToString() : $"\\u{(int)c:x4}"));
                throw new InvalidOperationException(
                    $"Seed {seed}, text {i}, {options.Language}, numbers in {options.NumberLanguage}: \"{units}\": {error.Message}", error);
            }
        }
    }

    private static List<string> Tags(string text)
    {
        List<string> tags = [];
        for (int at = 0; at < text.Length; at++)
        {
            int length = EmotionTags.LengthAt(text, at);
            if (length > 0)
            {
                tags.Add(text.Substring(at, length));
            }
        }

        return tags;
    }

    // Independent of the code under test: the category decides, and the blocks from Devanagari to Sinhala.
    private static bool IsIndicLetterOrMark(char c) =>
        c is >= '\u0900' and <= '\u0DFF'
        && char.GetUnicodeCategory(c) is UnicodeCategory.OtherLetter or UnicodeCategory.NonSpacingMark
            or UnicodeCategory.SpacingCombiningMark;
}

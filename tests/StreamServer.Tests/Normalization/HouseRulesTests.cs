using StreamServer.Normalization;
using StreamServer.Normalization.Text;

namespace StreamServer.Tests.Normalization;

public sealed class HouseRulesTests
{
    [Fact]
    public void Rules_are_one_a_line_with_comments_and_empty_lines_between()
    {
        HouseRules rules = HouseRules.Parse(
            "\uFEFF# our names\r\nKubernetes = koober netties\r\n\r\n  A=B = a equals b\r\nభాగ్యనగరం = హైదరాబాద్\n");
        NormalizationOptions options = NormalizationOptions.Default with { HouseRules = rules };
        Assert.Equal("koober netties, హైదరాబాద్", TextNormalizer.NormalizeText("Kubernetes, భాగ్యనగరం", options));
    }

    [Fact]
    public void Every_mistake_is_told_with_its_line()
    {
        FormatException error = Assert.Throws<FormatException>(
            () => HouseRules.Parse("a = b\nnonsense\n= c\na = d\n" + new string('x', 70) + " = y"));
        string[] lines = error.Message.Split(Environment.NewLine);
        Assert.Equal(4, lines.Length);
        Assert.StartsWith("Line 2: 'nonsense' has no '='", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("Line 3:", lines[1], StringComparison.Ordinal);
        Assert.Equal("Line 4: 'a' has a rule on line 1 already.", lines[2]);
        Assert.StartsWith("Line 5:", lines[3], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n\n")]
    public void A_text_without_rules_has_none(string text) => Assert.True(HouseRules.Parse(text).Lexicon.IsEmpty);
}

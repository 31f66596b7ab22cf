using StreamServer.Inference.Stt.Models;
using StreamServer.Inference.Stt.Models.Decoding;

namespace StreamServer.Tests.Stt.Models.Decoding;

public sealed class ScriptMaskTests
{
    private static readonly string[] Pieces =
        ["<blk>", "▁the", "é", "1", "'", "ా", "▁सम", "్", "你", "、", "カ", "한", "▁да", "<|te|>", "αβ", "।", "ﬁ"];

    private static readonly TokenTable Tokens = TokenTable.Parse(Pieces.Select((piece, id) => $"{piece} {id}"), "test");

    [Theory]
    [InlineData("en", "auto", "▁the é 1 ' ﬁ")]
    [InlineData("en", "en-US", "▁the é 1 ' ﬁ")]
    [InlineData("en,hi", "auto", "▁the é 1 ' ▁सम । ﬁ")]
    [InlineData("en,hi", "en", "▁the é 1 ' ﬁ")]
    [InlineData("hi", "hi", "1 ' ▁सम ।")]
    [InlineData("te", "auto", "1 ' ా ్ ।")]
    [InlineData("zh,en,yue,ja,ko", "zh", "▁the é 1 ' 你 、 ﬁ")]
    [InlineData("zh,en,yue,ja,ko", "ja", "▁the é 1 ' 你 、 カ ﬁ")]
    [InlineData("zh,en,yue,ja,ko", "en", "▁the é 1 ' ﬁ")]
    [InlineData("ru", "auto", "1 ' ▁да")]
    [InlineData("", "en", "▁the é 1 ' ﬁ")]
    [InlineData("en,tlh", "en", "▁the é 1 ' ﬁ")]
    public void Only_pieces_of_the_languages_scripts_are_left(string languages, string language, string allowed)
    {
        ScriptMask mask = new(Tokens, languages.Split(',', StringSplitOptions.RemoveEmptyEntries));

        HashSet<int> forbidden = [.. mask.Forbidden(language).ToArray()];

        string[] left = [.. Enumerable.Range(0, Pieces.Length).Where(id => !forbidden.Contains(id)).Select(id => Pieces[id])];
        Assert.Equal(allowed.Split(' ').Concat(["<blk>", "<|te|>"]).Order(StringComparer.Ordinal), left.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Where_no_language_is_known_everything_is_allowed()
    {
        Assert.Equal(0, new ScriptMask(Tokens, []).Forbidden("auto").Length);
        Assert.Equal(0, new ScriptMask(Tokens, ["en", "tlh"]).Forbidden("auto").Length);
    }

    [Fact]
    public void Forbidden_pieces_become_impossible_in_every_frame()
    {
        float[] scores = [.. Enumerable.Repeat(1f, 2 * Pieces.Length)];

        new ScriptMask(Tokens, ["en"]).Apply(scores, Pieces.Length, "auto");

        Assert.Equal(float.NegativeInfinity, scores[Pieces.Length + 8]);
        Assert.Equal(1, scores[Pieces.Length + 1]);
        Assert.Equal(1, scores[0]);
    }
}

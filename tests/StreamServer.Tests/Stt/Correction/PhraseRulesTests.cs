using StreamServer.Inference;
using StreamServer.Inference.Stt.Correction;
using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Tests.Stt.Correction;

public sealed class PhraseRulesTests
{
    [Theory]
    [InlineData("timer=alarm", "set a timer", "set a alarm")]
    [InlineData("TIMER=alarm", "set a Timer.", "set a alarm.")]
    [InlineData("a timer=an alarm clock,timer=watch", "set a timer or timer", "set an alarm clock or watch")]
    [InlineData("um=", "um set um a timer", "set a timer")]
    [InlineData("time=x", "set a timer", "set a timer")]
    [InlineData("", "set a timer", "set a timer")]
    [InlineData("""{"set a":"put, = the"}""", "set a timer", "put, = the timer")]
    public void Whole_phrases_are_replaced(string rules, string heard, string written) =>
        Assert.Equal(written, WordBuilder.Join(PhraseRules.Parse(rules).Apply(Words(heard))));

    [Fact]
    public void New_words_share_the_time_of_the_old_and_tell_what_was_heard()
    {
        IReadOnlyList<SttWord> words = PhraseRules.Parse("b c=x y z w").Apply(Words("a b c d"));

        Assert.Equal([0, 1, 1.5, 2, 2.5, 3], words.Select(word => word.Start));
        Assert.Equal(3, words[4].End);
        Assert.Equal("b c", words[1].Heard);
        Assert.Null(words[0].Heard);
    }

    [Fact]
    public void A_callers_rules_come_before_the_servers() => Assert.Equal(
        "mine theirs",
        WordBuilder.Join(PhraseRules.Parse("a=mine").Before(PhraseRules.Parse("a=no,b=theirs")).Apply(Words("a b"))));

    [Theory]
    [InlineData("timer")]
    [InlineData("=x")]
    [InlineData(" =x")]
    [InlineData("{\"a\":1}")]
    [InlineData("{\"a\"")]
    public void What_is_no_rule_is_refused(string rules) =>
        Assert.Equal("replace", Assert.Throws<StreamException>(() => PhraseRules.Parse(rules)).Member);

    [Fact]
    public void There_are_only_so_many()
    {
        string rules = string.Join(',', Enumerable.Range(0, PhraseRules.MostRules + 1).Select(i => $"a{i}=b"));

        Assert.Contains("500", Assert.Throws<StreamException>(() => PhraseRules.Parse(rules)).Message);
        Assert.Throws<StreamException>(() => PhraseRules.Parse(new string('a', 101) + "=b"));
    }

    private static SttWord[] Words(string text) =>
        [.. text.Split(' ').Select((word, i) => new SttWord(word, i, i + 1, 1))];
}

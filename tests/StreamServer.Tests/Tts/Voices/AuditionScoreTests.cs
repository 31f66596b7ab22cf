using StreamServer.Inference.Tts.Voices;

namespace StreamServer.Tests.Tts.Voices;

public sealed class AuditionScoreTests
{
    private const int Cap = 400;
    private static readonly string Text = new('a', 40);

    [Fact]
    public void What_ended_by_itself_beats_what_ran_into_the_cap_however_varied()
    {
        Assert.True(Score(Varied(100)).CompareTo(Score(Varied(Cap))) > 0);
        Assert.True(Score([.. Enumerable.Repeat(3, 100)]).CompareTo(Score(Varied(Cap))) > 0);
        Assert.True(Score([3]).CompareTo(Score([])) > 0);
    }

    [Theory]
    [InlineData(79, false)] // 40 characters in 1.58 s
    [InlineData(80, true)]
    [InlineData(250, true)] // 40 characters in 5 s
    [InlineData(251, false)]
    public void The_pace_of_speech_is_8_to_25_characters_a_second(int tokens, bool isInPace) =>
        Assert.Equal(isInPace, Score(Varied(tokens)).IsInPace);

    [Fact]
    public void Of_two_at_the_pace_of_speech_the_less_repetitive_wins()
    {
        int[] varied = Varied(120);
        int[] droning = [.. varied[..60], .. Enumerable.Repeat(7, 60)];

        Assert.Equal(0, Score(varied).Repetition);
        Assert.Equal(57.0 / 118, Score(droning).Repetition, 1e-9);
        Assert.True(Score(varied).CompareTo(Score(droning)) > 0);
        Assert.True(Score(droning).CompareTo(Score(Varied(300))) > 0);
    }

    private static AuditionScore Score(int[] tokens) => AuditionScore.Of(tokens, Text, Cap, BundledModels.Lm.Tts!);

    private static int[] Varied(int count) => [.. Enumerable.Range(0, count)];
}

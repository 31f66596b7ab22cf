using StreamServer.Inference.Tts.Lm;

namespace StreamServer.Tests.Tts.Lm;

public sealed class WaitingLineTests
{
    [Fact]
    public void One_owner_leaves_a_quarter_of_the_room_to_others()
    {
        WaitingLine line = new(8);

        Assert.Equal(6, Enumerable.Range(0, 10).Count(_ => line.TryEnter("one")));
        Assert.Equal(2, Enumerable.Range(0, 10).Count(_ => line.TryEnter("another")));
        Assert.Equal(8, line.Count);

        line.Leave("one");
        Assert.True(line.TryEnter("one"));
        Assert.False(line.TryEnter("one"));
    }

    [Fact]
    public void Who_has_left_is_forgotten()
    {
        WaitingLine line = new(1);
        for (int i = 0; i < 3; i++)
        {
            Assert.True(line.TryEnter($"{i}"));
            line.Leave($"{i}");
        }

        Assert.Equal(0, line.Count);
    }

    [Fact]
    public void A_newcomer_waits_behind_one_of_each_who_has_none_and_not_behind_anothers_queue()
    {
        WaitingLine line = new(100);
        for (int i = 0; i < 40; i++)
        {
            line.TryEnter("greedy");
        }

        for (int i = 0; i < 16; i++)
        {
            line.Start("greedy");
        }

        line.TryEnter("first");
        Assert.Equal(1, line.Before("newcomer"));
        Assert.Equal(24 + 1, line.Before("greedy"));
        Assert.Equal(1, line.Before("first"));
        for (int i = 0; i < 16; i++)
        {
            line.Stop("greedy");
        }

        Assert.Equal(2, line.Before("newcomer"));
    }
}

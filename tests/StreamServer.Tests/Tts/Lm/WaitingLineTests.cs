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
}

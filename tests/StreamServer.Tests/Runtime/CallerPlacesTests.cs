using StreamServer.Inference.Runtime;

namespace StreamServer.Tests.Runtime;

public sealed class CallerPlacesTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(4, 3)]
    [InlineData(64, 48)]
    public void One_caller_has_three_quarters_of_the_places_and_somebody_else_always_finds_one(int most, int ofOne)
    {
        CallerPlaces places = new(most);
        for (int i = 0; i < ofOne; i++)
        {
            Assert.Equal(PlaceAnswer.Taken, places.Enter("greedy"));
        }

        Assert.Equal(most == ofOne ? PlaceAnswer.Full : PlaceAnswer.FullForCaller, places.Enter("greedy"));
        Assert.Equal(most == ofOne ? PlaceAnswer.Full : PlaceAnswer.Taken, places.Enter("other"));
    }

    [Fact]
    public void What_is_given_back_can_be_taken_again_and_asking_takes_nothing()
    {
        CallerPlaces places = new(10, mostOfOne: 4);
        Assert.Equal(PlaceAnswer.Taken, places.Ask("a", 4));
        Assert.Equal(PlaceAnswer.Taken, places.Enter("a", 4));
        Assert.Equal(PlaceAnswer.FullForCaller, places.Ask("a"));
        Assert.Equal(PlaceAnswer.Full, places.Ask("b", 7));
        places.Leave("a", 3);
        Assert.Equal(1, places.Taken);
        Assert.Equal(PlaceAnswer.Taken, places.Enter("a", 3));
    }

    [Fact]
    public void Any_number_of_threads_take_no_more_than_there_are()
    {
        CallerPlaces places = new(100, mostOfOne: 100);
        int taken = 0;
        Parallel.For(0, 10_000, i =>
        {
            if (places.Enter($"{i % 7}") == PlaceAnswer.Taken)
            {
                Assert.InRange(Interlocked.Increment(ref taken), 1, 100);
                Interlocked.Decrement(ref taken);
                places.Leave($"{i % 7}");
            }
        });
        Assert.Equal(0, places.Taken);
    }
}

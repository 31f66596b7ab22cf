using StreamServer.Inference.Tts.Lm;

namespace StreamServer.Tests.Tts.Lm;

public sealed class WaitPredictorTests
{
    [Fact]
    public void Nobody_waits_before_anything_is_known() => Assert.Equal(TimeSpan.Zero, new WaitPredictor(4).Predict(10, 4));

    [Fact]
    public void A_free_slot_costs_the_prompts_before_it_and_a_full_house_the_slots_that_must_free()
    {
        WaitPredictor predictor = new(4);
        predictor.Held(TimeSpan.FromSeconds(8), rows: 4);
        predictor.Prompted(TimeSpan.FromSeconds(0.1));

        Assert.Equal(0.1, predictor.Predict(0, 0).TotalSeconds, 6);
        Assert.Equal(0.3, predictor.Predict(2, 1).TotalSeconds, 6);
        Assert.Equal(2 + 0.1, predictor.Predict(0, 4).TotalSeconds, 6);
        Assert.Equal(22 + 0.1, predictor.Predict(10, 4).TotalSeconds, 6);
    }

    [Fact]
    public void What_one_row_took_tells_what_many_will_take()
    {
        WaitPredictor predictor = new(4);
        predictor.Sounded(TimeSpan.FromSeconds(0.5), rows: 1);

        Assert.Equal(0.5, predictor.Predict(0, 0).TotalSeconds, 6);
        Assert.Equal(1.5, predictor.Predict(0, 2).TotalSeconds, 6);
        Assert.Equal(2, predictor.Predict(9, 4).TotalSeconds, 6);
    }

    [Fact]
    public void The_averages_follow_what_happens()
    {
        WaitPredictor predictor = new(1);
        predictor.Held(TimeSpan.FromSeconds(1), rows: 1);
        for (int i = 0; i < 60; i++)
        {
            predictor.Held(TimeSpan.FromSeconds(5), rows: 1);
        }

        Assert.Equal(5, predictor.Predict(0, 1).TotalSeconds, 0.05);
    }
}

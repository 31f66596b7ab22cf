using System.Collections;
using StreamServer.Inference.Tts.Lm;

namespace StreamServer.Tests.Tts.Lm;

public sealed class SamplerTests
{
    private static readonly float[] Scores = [1, 3, 2, 0, 2.5f, -1];

    [Fact]
    public void Temperature_zero_takes_the_best_and_of_equals_the_first()
    {
        Assert.Equal(1, Choose(Scores, new(0, 0, 1, 1), 0.99));
        Assert.Equal(1, Choose([0, 5, 5, 5], new(0, 0, 1, 1), 0.99));
    }

    [Theory]
    [InlineData(1, 0, 1.0)]
    [InlineData(0.5, 0, 1.0)]
    [InlineData(1, 3, 1.0)]
    [InlineData(1, 0, 0.7)]
    [InlineData(2, 4, 0.9)]
    public void Draws_follow_the_distribution_that_a_plain_computation_gives(double temperature, int topK, double topP)
    {
        double[] expected = Distribution(temperature, topK, topP);
        int[] counts = new int[Scores.Length];
        const int draws = 200_000;
        for (int i = 0; i < draws; i++)
        {
            counts[Choose(Scores, new(temperature, topK, topP, 1), (i + 0.5) / draws)]++;
        }

        for (int choice = 0; choice < Scores.Length; choice++)
        {
            // Evenly spaced numbers in place of random ones: every share is exact to one draw at each end.
            Assert.InRange(counts[choice] / (double)draws, expected[choice] - 1e-4, expected[choice] + 1e-4);
        }
    }

    [Fact]
    public void The_penalty_divides_positive_and_multiplies_negative_scores_of_what_was_said()
    {
        BitArray said = new(4) { [0] = true, [3] = true };
        float[] scores = [4, 3, 1, -1];
        Assert.Equal(1, new Sampler(4).Choose(scores, new(0, 0, 1, 2), said, 0));
        Assert.Equal([2, 3, 1, -2], scores);
    }

    [Fact]
    public void Random_numbers_are_even_and_depend_on_seed_and_counter_only()
    {
        const int count = 100_000;
        double sum = 0;
        int[] bins = new int[10];
        for (ulong i = 0; i < count; i++)
        {
            double value = CounterRandom.Uniform(42, i);
            Assert.Equal(value, CounterRandom.Uniform(42, i));
            sum += value;
            bins[(int)(value * 10)]++;
        }

        Assert.InRange(sum / count, 0.497, 0.503);
        Assert.All(bins, bin => Assert.InRange(bin, 9600, 10_400));
        Assert.NotEqual(CounterRandom.Uniform(42, 0), CounterRandom.Uniform(43, 0));
        Assert.NotEqual(CounterRandom.Derive(42, 0), CounterRandom.Derive(42, 1));
    }

    private static int Choose(float[] scores, SamplingSettings settings, double uniform) =>
        new Sampler(scores.Length).Choose([.. scores], settings, null, uniform);

    private static double[] Distribution(double temperature, int topK, double topP)
    {
        var ranked = Scores.Select((score, choice) => (Weight: Math.Exp(score / temperature), choice)).OrderByDescending(one => one.Weight)
            .ToList();
        if (topK > 0)
        {
            ranked = [.. ranked.Take(topK)];
        }

        double total = ranked.Sum(one => one.Weight);
        double before = 0;
        ranked = [.. ranked.TakeWhile(one =>
        {
            bool taken = before < topP * total;
            before += one.Weight;
            return taken;
        })];
        double[] distribution = new double[Scores.Length];
        ranked.ForEach(one => distribution[one.choice] = one.Weight / ranked.Sum(other => other.Weight));
        return distribution;
    }
}


namespace StreamServer.Tests.Benchmarks;

public sealed class LoadGrowthTests
{
    [Fact]
    public void Every_run_is_told_as_a_multiple_of_one_caller_beside_the_earlier_system()
    {
        IReadOnlyList<string> table = LoadGrowth.Table([Run(1, 20, 10), Run(5, 30, 40), Run(20, 40, 70), Run(50, 90, 120)]);
        Assert.Equal(
            ["1 at once 1.0 1.0 1.0 1.0", "5 at once 1.5 - 4.0 -", "20 at once 2.0 2.8 7.0 -", "50 at once 4.5 8.0 12.0 10.0"],
            table.Skip(1).Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
    }

    [Fact]
    public void Without_a_run_of_one_caller_or_of_another_there_is_no_table()
    {
        Assert.Empty(LoadGrowth.Table([Run(5, 30, 40), Run(20, 40, 70)]));
        Assert.Empty(LoadGrowth.Table([Run(1, 20, 10)]));
        Assert.Empty(LoadGrowth.Table([Run(1, 0, 0), Run(5, 30, 40)]));
    }

    private static TtsFigures Run(int concurrency, double firstAudioMs, double audioSecondsPerSecond)
    {
        Percentiles none = Percentiles.Of([]);
        return new(concurrency, 16, 0, 0, 1, 1, audioSecondsPerSecond, Percentiles.Of([firstAudioMs]), none, none, 1, 1, 1);
    }
}

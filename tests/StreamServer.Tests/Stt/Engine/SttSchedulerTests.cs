using StreamServer.Inference.Stt.Engine;
using StreamServer.Inference.Stt.Jobs;

namespace StreamServer.Tests.Stt.Engine;

public sealed class SttSchedulerTests
{
    private const int Second = 16000;

    private static readonly SttLimits Limits = new() { MaxJobs = 8, PartialMaxAge = TimeSpan.FromMilliseconds(1500) };

    [Fact]
    public void Nothing_waiting_gives_an_empty_plan()
    {
        SttPlan plan = Plan([]);

        Assert.Empty(plan.Run);
        Assert.Empty(plan.Drop);
    }

    [Fact]
    public void A_final_runs_before_partials_that_came_earlier()
    {
        SttPlan plan = Plan([Job(SttJobKind.Partial, 1), Job(SttJobKind.Speculative, 2), Job(SttJobKind.Final, 3)]);

        Assert.Equal(2, plan.Run[0]);
        Assert.DoesNotContain(0, plan.Run);
    }

    [Fact]
    public void Partials_run_alone_when_nothing_urgent_waits()
    {
        SttPlan plan = Plan([Job(SttJobKind.Partial, 1), Job(SttJobKind.Partial, 2)]);

        Assert.Equal([0, 1], plan.Run.Order());
    }

    [Fact]
    public void Only_the_newest_partial_of_a_stream_survives()
    {
        SttPlan plan = Plan([Job(SttJobKind.Partial, 1), Job(SttJobKind.Partial, 2), Job(SttJobKind.Partial, 1)]);

        Assert.Equal([0], plan.Drop);
        Assert.Equal([1, 2], plan.Run.Order());
    }

    [Fact]
    public void A_partial_is_dropped_once_its_stream_asked_for_the_final()
    {
        SttPlan plan = Plan([Job(SttJobKind.Partial, 1), Job(SttJobKind.Final, 1)]);

        Assert.Equal([0], plan.Drop);
        Assert.Equal([1], plan.Run);
    }

    [Fact]
    public void A_stale_partial_is_dropped_and_a_stale_final_is_not()
    {
        SttPlan plan = Plan([Job(SttJobKind.Partial, 1, waitedMs: 2000), Job(SttJobKind.Final, 2, waitedMs: 60_000)]);

        Assert.Equal([0], plan.Drop);
        Assert.Equal([1], plan.Run);
    }

    [Fact]
    public void Recordings_run_when_no_live_caller_waits_and_are_never_stale()
    {
        SttPlan busy = Plan([Job(SttJobKind.Recording, 1, waitedMs: 60_000), Job(SttJobKind.Final, 2), Job(SttJobKind.Partial, 3)]);
        SttPlan partial = Plan([Job(SttJobKind.Recording, 1, waitedMs: 60_000), Job(SttJobKind.Partial, 3)]);
        SttPlan alone = Plan([Job(SttJobKind.Recording, 1, waitedMs: 60_000), Job(SttJobKind.Recording, 2)]);

        Assert.Equal([1], busy.Run);
        Assert.Equal(1, partial.Run[0]);
        Assert.Equal([0, 1], alone.Run.Order());
        Assert.Equal(0, busy.Drop.Count + partial.Drop.Count + alone.Drop.Count);
    }

    [Fact]
    public void Cancelled_jobs_are_dropped_whatever_they_are()
    {
        SttPlan plan = Plan([Job(SttJobKind.Final, 1) with { Cancelled = true }, Job(SttJobKind.Partial, 2) with { Cancelled = true }]);

        Assert.Equal([0, 1], plan.Drop);
        Assert.Empty(plan.Run);
    }

    [Fact]
    public void Two_jobs_of_one_stream_never_share_a_batch()
    {
        SttPlan plan = Plan([Job(SttJobKind.Final, 1), Job(SttJobKind.Final, 1), Job(SttJobKind.Speculative, 1)]);

        Assert.Equal([0], plan.Run);
        Assert.Empty(plan.Drop);
    }

    [Fact]
    public void Very_different_lengths_do_not_share_a_batch()
    {
        SttPlan plan = Plan([Job(SttJobKind.Final, 1, 10 * Second), Job(SttJobKind.Final, 2, Second),
            Job(SttJobKind.Final, 3, 9 * Second)]);

        Assert.Equal([0, 2], plan.Run.Order());
    }

    [Fact]
    public void An_engine_that_does_not_pad_takes_any_lengths()
    {
        SttPlan plan = new();

        SttScheduler.Plan(
            [Job(SttJobKind.Final, 1, 10 * Second), Job(SttJobKind.Final, 2, Second)], Limits with { IgnoreLengths = true }, plan);

        Assert.Equal([0, 1], plan.Run.Order());
    }

    [Fact]
    public void The_budget_bounds_a_batch_but_never_stops_a_single_job()
    {
        SttPlan plan = new();

        SttScheduler.Plan(
            [Job(SttJobKind.Final, 1, 5 * Second), Job(SttJobKind.Final, 2, 5 * Second)], Limits with { MaxUrgentSamples = Second }, plan);

        Assert.Equal([0], plan.Run);
    }

    [Fact]
    public void Every_plan_keeps_the_rules_and_every_final_runs_in_the_end()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            Random random = new(seed);
            List<SttJobView> waiting = [.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => new SttJobView(
                (SttJobKind)random.Next(3),
                random.Next(12),
                random.Next(100, 20 * Second),
                TimeSpan.FromMilliseconds(random.Next(3000)),
                random.Next(10) == 0))];
            int finals = waiting.Count(job => job is { Kind: SttJobKind.Final, Cancelled: false });
            SttPlan plan = new();
            int ran = 0;
            for (int round = 0; waiting.Count > 0; round++)
            {
                Assert.True(round < 200, $"Seed {seed}: the plan makes no progress.");
                SttScheduler.Plan([.. waiting], Limits, plan);
                SttJobView[] batch = [.. plan.Run.Select(index => waiting[index])];
                long longest = batch.Select(job => (long)job.Samples).DefaultIfEmpty().Max();
                long padded = longest * batch.Length;
                Assert.True(batch.Length <= Limits.MaxJobs, $"Seed {seed}: {batch.Length} jobs.");
                Assert.True(padded - batch.Sum(job => (long)job.Samples) <= 0.25 * padded, $"Seed {seed}: too much padding.");
                Assert.Equal(batch.Length, batch.Select(job => job.Stream).Distinct().Count());
                Assert.All(plan.Drop, index => Assert.True(
                    waiting[index].Cancelled || waiting[index].Kind == SttJobKind.Partial, $"Seed {seed}"));
                Assert.Empty(plan.Run.Intersect(plan.Drop));
                Assert.True(
                    batch.All(job => job.Kind == SttJobKind.Partial) || batch.All(job => job.Kind != SttJobKind.Partial),
                        $"Seed {seed}: mixed.");
                ran += batch.Count(job => job.Kind == SttJobKind.Final);
                HashSet<int> gone = [.. plan.Run, .. plan.Drop];
                waiting = [.. waiting.Where((_, index) => !gone.Contains(index))];
            }

            Assert.True(finals == ran, $"Seed {seed}: {ran} of {finals} finals ran.");
        }
    }

    private static SttPlan Plan(SttJobView[] waiting)
    {
        SttPlan plan = new();
        SttScheduler.Plan(waiting, Limits, plan);
        return plan;
    }

    private static SttJobView Job(SttJobKind kind, long stream, int samples = 3 * Second, int waitedMs = 10) =>
        new(kind, stream, samples, TimeSpan.FromMilliseconds(waitedMs), Cancelled: false);
}

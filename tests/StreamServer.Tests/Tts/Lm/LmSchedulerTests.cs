using StreamServer.Inference.Tts.Lm;

namespace StreamServer.Tests.Tts.Lm;

public sealed class LmSchedulerTests
{
    private static readonly LmLimits Limits = new(PrefillChunk: 64, MaxUnread: 500, FarAhead: 4, Guard: 0.25, FirstAudioTarget: 0.5);

    [Fact]
    public void Whatever_the_rows_a_plan_is_legal()
    {
        int seed = Environment.TickCount;
        Random random = new(seed);
        for (int round = 0; round < 2000; round++)
        {
            LmRowView[] rows = [.. Enumerable.Range(0, random.Next(0, 30)).Select(_ => RandomRow(random))];
            int free = random.Next(0, 3);
            StepPlan plan = Plan(rows, free);
            string where = $"Seed {seed}, round {round}.";

            Assert.True(plan.Decode.Distinct().Count() == plan.Decode.Count, where);
            Assert.True(plan.Decode.All(row => rows[row].Phase == RowPhase.Decoding && rows[row].Unread < Limits.MaxUnread), where);
            if (plan.Prefill >= 0)
            {
                LmRowView row = rows[plan.Prefill];
                Assert.True(row.Phase == RowPhase.Prefilling || (row.Phase == RowPhase.Waiting && free > 0), where);
                Assert.True(plan.PrefillTokens == Math.Min(64, row.PromptLeft), where);
            }

            // Work is only left undone when nothing can be done.
            bool canDecode = rows.Any(row => row.Phase == RowPhase.Decoding && row.Unread < Limits.MaxUnread / 2);
            bool canPrefill = rows.Any(row => row.Phase == RowPhase.Prefilling || (row.Phase == RowPhase.Waiting && free > 0));
            Assert.True(!plan.IsEmpty || !(canDecode || canPrefill), where);
        }
    }

    [Fact]
    public void Every_row_that_is_not_far_ahead_decodes_before_one_prompt_goes_on()
    {
        StepPlan plan = Plan([Decoding(1), Decoding(2), Waiting(-0.2, 100), Waiting(-0.1, 100)], 2);
        Assert.Equal([0, 1], plan.Decode);
        Assert.Equal(2, plan.Prefill);
        Assert.Equal(64, plan.PrefillTokens);
    }

    [Fact]
    public void The_longest_waiting_prompt_goes_first()
    {
        Assert.Equal(1, Plan([Waiting(-0.1, 9), Waiting(-3, 9), Waiting(-1, 9)], 1).Prefill);
    }

    [Fact]
    public void A_client_about_to_run_dry_comes_before_a_new_prompt()
    {
        Assert.Equal(-1, Plan([Decoding(0.1), Waiting(-0.01, 50)], 1).Prefill);
    }

    [Fact]
    public void But_a_prompt_that_has_waited_longer_than_the_target_is_not_starved()
    {
        Assert.Equal(1, Plan([Decoding(0.1), Waiting(-0.6, 50)], 1).Prefill);
        Assert.Equal(1, Plan([Decoding(-2), Waiting(-2.6, 50)], 1).Prefill);
        Assert.Equal(-1, Plan([Decoding(-2), Waiting(-2.4, 50)], 1).Prefill);
    }

    [Fact]
    public void Rows_far_ahead_give_way_only_when_others_need_the_time()
    {
        Assert.Equal([0, 1], Plan([Decoding(9), Decoding(8)], 1).Decode);
        Assert.Equal([1], Plan([Decoding(9), Decoding(1)], 1).Decode);
        Assert.Empty(Plan([Decoding(9), Waiting(-0.1, 20)], 1).Decode);
        Assert.Equal([0], Plan([Decoding(9), Waiting(-0.1, 20)], 0).Decode);
        Assert.Equal([0, 1], Plan([Decoding(9), Decoding(2.5)], 1).Decode);
        Assert.Equal([0], Plan([Decoding(9), Waiting(5, 20)], 1).Decode);
    }

    [Fact]
    public void A_paused_row_comes_back_at_half_the_limit_and_not_at_the_limit()
    {
        Assert.Equal([1], Plan([Decoding(3, wasPaused: true), Decoding(1)], 0).Decode);
        Assert.Equal([0, 1], Plan([Decoding(1.9, wasPaused: true), Decoding(1)], 0).Decode);
        Assert.True(Plan([Decoding(1, unread: 300, wasPaused: true)], 0).IsEmpty);
        Assert.Equal([0], Plan([Decoding(1, unread: 249, wasPaused: true)], 0).Decode);
        Assert.Equal([0], Plan([Decoding(1, unread: 300)], 0).Decode);
    }

    private static StepPlan Plan(LmRowView[] rows, int freeSlots)
    {
        StepPlan plan = new();
        LmScheduler.Plan(rows, freeSlots, Limits, plan);
        return plan;
    }

    private static LmRowView Decoding(double ahead, int unread = 0, bool wasPaused = false) =>
        new(RowPhase.Decoding, ahead, unread, 0, wasPaused);

    private static LmRowView Waiting(double ahead, int prompt) => new(RowPhase.Waiting, ahead, 0, prompt, false);

    private static LmRowView RandomRow(Random random)
    {
        RowPhase phase = (RowPhase)random.Next(3);
        return new(phase, (random.NextDouble() * 20) - 8, phase == RowPhase.Decoding ? random.Next(0, 600) : 0, random.Next(1, 300),
            phase == RowPhase.Decoding && random.Next(2) == 0);
    }
}

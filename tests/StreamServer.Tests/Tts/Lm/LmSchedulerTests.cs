using StreamServer.Inference.Tts.Lm;

namespace StreamServer.Tests.Tts.Lm;

public sealed class LmSchedulerTests
{
    private static readonly LmLimits Limits = new(PrefillChunk: 64, MaxUnread: 500, FarAhead: 4, Guard: 0.25, Lead: 3);

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

            Assert.True(plan.Evict < 0 || (free == 0 && rows[plan.Evict].Phase == RowPhase.Decoding && !plan.Decode.Contains(plan.Evict)),
                where);

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
    public void While_a_client_who_plays_is_about_to_run_dry_nobody_who_does_not_play_is_worked_on()
    {
        StepPlan plan = Plan([Decoding(0.1), Unheard(-3), Waiting(-9, 50)], 1);
        Assert.Equal([0], plan.Decode);
        Assert.Equal(-1, plan.Prefill);

        // He holds enough for what the longest run takes, or does not.
        Assert.Equal(2, Plan([Decoding(0.5), Unheard(-3), Waiting(-9, 50)], 1).Prefill);
        Assert.Equal(-1, Plan([Decoding(0.5), Unheard(-3), Waiting(-9, 50)], 1, jitter: 0.6).Prefill);
    }

    [Fact]
    public void But_the_next_chunk_of_one_who_is_later_still_is_begun()
    {
        Assert.Equal(1, Plan([Decoding(0.1), Waiting(-0.3, 50, isPlaying: true)], 1).Prefill);
        Assert.Equal(-1, Plan([Decoding(0.1), Waiting(0.2, 50, isPlaying: true)], 1).Prefill);
    }

    [Fact]
    public void The_next_chunk_of_one_who_plays_and_holds_little_goes_before_newcomers_and_of_one_who_holds_much_after_them()
    {
        Assert.Equal(1, Plan([Waiting(-5, 50), Waiting(2, 50, isPlaying: true)], 1).Prefill);
        Assert.Equal(0, Plan([Waiting(-5, 50), Waiting(4, 50, isPlaying: true)], 1).Prefill);
        Assert.Equal(1, Plan([Waiting(-5, 50), Waiting(4, 50, isPlaying: true)], 1, mayStart: false).Prefill);
    }

    [Fact]
    public void Where_there_is_room_a_newcomer_goes_first_until_the_other_holds_little_indeed()
    {
        Assert.Equal(0, Plan([Waiting(-5, 50), Waiting(2, 50, isPlaying: true)], 1, isRoomy: true).Prefill);
        Assert.Equal(1, Plan([Waiting(-5, 50), Waiting(1, 50, isPlaying: true)], 1, isRoomy: true).Prefill);
        Assert.Equal(1, Plan([Waiting(-5, 50), Waiting(2, 50, isPlaying: true)], 1, isRoomy: true, jitter: 2.5).Prefill);
    }

    [Fact]
    public void A_newcomer_gets_no_slot_while_those_who_play_could_not_keep_their_deadlines()
    {
        Assert.Equal(-1, Plan([Decoding(1), Waiting(-5, 50)], 1, mayStart: false).Prefill);
        Assert.Equal(1, Plan([Decoding(1), Waiting(-5, 50) with { Phase = RowPhase.Prefilling }], 1, mayStart: false).Prefill);
    }

    [Fact]
    public void Slots_go_round_the_owners_before_time_decides()
    {
        LmRowView greedy = Waiting(-60, 50) with { OwnerSlots = 3 };
        Assert.Equal(1, Plan([greedy, Waiting(-0.1, 50)], 1).Prefill);
        Assert.Equal(1, Plan([greedy, Waiting(-0.1, 50) with { OwnerSlots = 2 }], 1).Prefill);

        // With as many slots, the one whose turn was longest ago.
        Assert.Equal(1, Plan([greedy with { OwnerServed = 9 }, Waiting(-0.1, 50) with { OwnerSlots = 3, OwnerServed = 4 }], 1).Prefill);
    }

    [Fact]
    public void A_row_that_is_paused_for_long_gives_its_slot_back_to_who_waits_and_to_nobody_else()
    {
        LmRowView paused = Decoding(9, unread: 500, wasPaused: true) with { PausedFor = 5 };
        Assert.Equal(0, Plan([paused, Waiting(-0.1, 50)], 0).Evict);
        Assert.Equal(-1, Plan([paused, Waiting(-0.1, 50)], 1).Evict);
        Assert.Equal(-1, Plan([paused], 0).Evict);
        Assert.Equal(-1, Plan([paused, Waiting(-0.1, 50)], 0, mayStart: false).Evict);
        Assert.Equal(-1, Plan([paused with { PausedFor = 1 }, Waiting(-0.1, 50)], 0).Evict);
        Assert.Equal(-1, Plan([paused, Waiting(9, 50, isPlaying: true) with { IsResting = true }], 0).Evict);
        Assert.Equal(1, Plan([paused, paused with { OwnerSlots = 2 }, Waiting(-0.1, 50)], 0).Evict);
    }

    [Fact]
    public void Rows_far_ahead_give_way_only_when_others_need_the_time()
    {
        Assert.Equal([0, 1], Plan([Decoding(9), Decoding(8)], 1).Decode);
        Assert.Equal([1], Plan([Decoding(9), Decoding(1)], 1).Decode);
        Assert.Empty(Plan([Decoding(9), Waiting(-0.1, 20)], 1).Decode);
        Assert.Equal([0], Plan([Decoding(9), Waiting(-0.1, 20)], 0).Decode);
        Assert.Equal([0, 1], Plan([Decoding(9), Decoding(2.5)], 1).Decode);
        Assert.Equal([0], Plan([Decoding(9), Waiting(5, 20, isPlaying: true)], 1).Decode);
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

    private static StepPlan Plan(LmRowView[] rows, int freeSlots, bool mayStart = true, double jitter = 0, bool isRoomy = false)
    {
        StepPlan plan = new();
        LmScheduler.Plan(rows, freeSlots, mayStart, isRoomy, jitter, Limits, plan);
        return plan;
    }

    private static LmRowView Decoding(double ahead, int unread = 0, bool wasPaused = false) =>
        new(RowPhase.Decoding, ahead, unread, 0, wasPaused) { IsPlaying = true };

    private static LmRowView Unheard(double ahead) => new(RowPhase.Decoding, ahead, 0, 0, false);

    private static LmRowView Waiting(double ahead, int prompt, bool isPlaying = false) =>
        new(RowPhase.Waiting, ahead, 0, prompt, false) { IsPlaying = isPlaying };

    private static LmRowView RandomRow(Random random)
    {
        RowPhase phase = (RowPhase)random.Next(3);
        return new(phase, (random.NextDouble() * 20) - 8, phase == RowPhase.Decoding ? random.Next(0, 600) : 0, random.Next(1, 300),
            phase == RowPhase.Decoding && random.Next(2) == 0)
        {
            IsPlaying = random.Next(2) == 0,
            PausedFor = random.NextDouble() * 4,
        };
    }
}

using Microsoft.Extensions.Logging.Abstractions;
using StreamServer.Inference;
using StreamServer.Inference.Tts.Lm;

namespace StreamServer.Tests.Tts.Lm;

public sealed class LmEngineTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly LmLimits Limits = new(PrefillChunk: 4, MaxUnread: 1000, FarAhead: 1000, Guard: 0);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_request_gets_its_own_tokens_whatever_runs_beside_it(bool canSwap)
    {
        // Often: what goes wrong between the engine's thread and a reader goes wrong one time in fifty.
        int first = Environment.TickCount;
        for (int seed = first; seed < first + 100; seed++)
        {
            await AnswerManyAtOnceAsync(canSwap, seed);
        }
    }

    [Fact]
    public async Task A_stop_token_ends_the_answer_and_is_not_part_of_it()
    {
        using TestMeters meters = new();
        using LmEngine engine = Start(new FakeLmModel(2), meters);

        // The token that the model prefers after this prompt is made a stop.
        LmRequest request = Request([1, 2, 3], 50, stop: FakeLmModel.NextAfter([1, 2, 3]));
        engine.Submit(request);

        Assert.Equal(0, await request.Tokens.WaitAsync(1).AsTask().WaitAsync(Limit));
        Assert.True(request.Tokens.Ended.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_cancelled_request_leaves_before_the_next_round_and_the_others_go_on()
    {
        using TestMeters meters = new();
        FakeLmModel model = new(2);
        using LmEngine engine = Start(model, meters);
        using CancellationTokenSource cancel = new();
        int cancelledAt = 0;
        List<int> rowsAfter = [];
        model.OnDecode = rows =>
        {
            if (model.Decodes == 10)
            {
                cancelledAt = model.Decodes;
                cancel.Cancel();
            }
            else if (cancelledAt > 0)
            {
                rowsAfter.Add(rows);
            }
        };
        LmRequest gone = Request([1, 2, 3], 200, cancellation: cancel.Token);
        LmRequest stays = Request([4, 5], 200);
        engine.Submit(gone);
        engine.Submit(stays);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone.Tokens.WaitAsync(int.MaxValue).AsTask().WaitAsync(Limit));
        Assert.Equal(200, await stays.Tokens.WaitAsync(int.MaxValue).AsTask().WaitAsync(Limit));

        Assert.Equal(Expected(stays), stays.Tokens.Read(0, 200));
        Assert.All(rowsAfter, rows => Assert.Equal(1, rows));
        Assert.Equal(1, meters.Sum("tts.lm.slots_freed_on_cancel"));
    }

    [Fact]
    public async Task A_full_queue_refuses_and_takes_again_when_a_slot_is_free()
    {
        using TestMeters meters = new();
        FakeLmModel model = new(1);
        using ManualResetEventSlim hold = new();
        model.OnDecode = _ => hold.Wait(Limit);
        using LmEngine engine = Start(model, meters, maxQueue: 2);
        LmRequest running = Request([1], 20);
        engine.Submit(running);
        await running.Tokens.WaitAsync(1).AsTask().WaitAsync(Limit);
        LmRequest[] waiting = [Request([2], 20), Request([3], 20)];
        Array.ForEach(waiting, engine.Submit);

        StreamException refused = Assert.Throws<StreamException>(() => engine.Submit(Request([4], 20)));
        Assert.Equal(StreamError.ServerBusy, refused.Error);

        hold.Set();
        await waiting[1].Tokens.Ended.WaitAsync(Limit);
        LmRequest later = Request([4], 20);
        engine.Submit(later);
        Assert.Equal(20, await later.Tokens.WaitAsync(20).AsTask().WaitAsync(Limit));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_that_fails_twice_ends_alone_and_the_engine_goes_on(bool isOutOfMemory)
    {
        using TestMeters meters = new();
        FakeLmModel model = new(2) { Failure = () => isOutOfMemory ? new OutOfMemoryException() : new InvalidOperationException("broken") };
        using LmEngine engine = Start(model, meters);
        model.Failures = 2;
        LmRequest unlucky = Request([1, 2], 10);
        engine.Submit(unlucky);

        StreamException failed = await Assert.ThrowsAsync<StreamException>(() => unlucky.Tokens.WaitAsync(1).AsTask().WaitAsync(Limit));
        Assert.Equal(StreamError.ModelFailed, failed.Error);

        LmRequest lucky = Request([1, 2], 10);
        engine.Submit(lucky);
        Assert.Equal(10, await lucky.Tokens.WaitAsync(10).AsTask().WaitAsync(Limit));
    }

    [Fact]
    public async Task A_row_that_breaks_its_steps_ends_alone_and_the_rows_beside_it_get_their_tokens()
    {
        // The poison's first answer is not 0, so that it breaks the very first step that it takes part in.
        const int poison = 8;
        Assert.NotEqual(0, FakeLmModel.NextAfter([poison, 1]));
        using TestMeters meters = new();
        FakeLmModel model = new(4) { Poison = poison };
        using LmEngine engine = Start(model, meters);
        LmRequest[] good = [Request([1, 2], 120), Request([3], 120), Request([4, 5, 6], 120)];
        Array.ForEach(good, engine.Submit);
        LmRequest bad = Request([poison, 1], 50);
        engine.Submit(bad);

        StreamException failed = await Assert.ThrowsAsync<StreamException>(() => bad.Tokens.WaitAsync(50).AsTask().WaitAsync(Limit));
        Assert.Equal(StreamError.ModelFailed, failed.Error);
        foreach (LmRequest request in good)
        {
            Assert.Equal(120, await request.Tokens.WaitAsync(120).AsTask().WaitAsync(Limit));
            Assert.Equal(Expected(request), request.Tokens.Read(0, 120));
        }

        Assert.Equal(1, meters.Sum("tts.lm.failed"));
    }

    [Fact]
    public async Task A_model_that_fails_again_and_again_ends_the_engine_and_whoever_comes_later_is_told()
    {
        using TestMeters meters = new();
        FakeLmModel model = new(2) { Failures = int.MaxValue };
        TaskCompletionSource died = new();
        using LmEngine engine = Start(model, meters, died: _ => died.SetResult());
        for (int i = 0; i < 5; i++)
        {
            LmRequest request = Request([1], 5);
            engine.Submit(request);
            await Assert.ThrowsAsync<StreamException>(() => request.Tokens.WaitAsync(1).AsTask().WaitAsync(Limit));
        }

        await died.Task.WaitAsync(Limit);
        LmRequest late = Request([1], 5);
        engine.Submit(late);
        StreamException told = await Assert.ThrowsAsync<StreamException>(() => late.Tokens.WaitAsync(1).AsTask().WaitAsync(Limit));
        Assert.Equal(StreamError.ServerNotReady, told.Error);
    }

    [Fact]
    public async Task Requests_that_break_the_model_one_after_the_other_do_not_end_the_engine()
    {
        using TestMeters meters = new();
        FakeLmModel model = new(2) { Poison = 8 };
        using LmEngine engine = Start(model, meters, died: _ => Assert.Fail("The engine ended."));
        for (int i = 0; i < 20; i++)
        {
            LmRequest bad = Request([8, 1], 50);
            engine.Submit(bad);
            await Assert.ThrowsAsync<StreamException>(() => bad.Tokens.WaitAsync(50).AsTask().WaitAsync(Limit));
        }

        LmRequest good = Request([1, 2], 20);
        engine.Submit(good);
        Assert.Equal(20, await good.Tokens.WaitAsync(20).AsTask().WaitAsync(Limit));
    }

    [Fact]
    public async Task A_row_whose_client_takes_nothing_pauses_and_goes_on_when_it_takes()
    {
        using TestMeters meters = new();
        using LmEngine engine = Start(new FakeLmModel(2), meters, Limits with { MaxUnread = 20 });
        LmRequest slow = Request([1], 100);
        LmRequest fast = Request([2], 100);
        engine.Submit(slow);
        await slow.Tokens.WaitAsync(20).AsTask().WaitAsync(Limit);
        engine.Submit(fast);
        for (int taken = 0; taken < 100; taken += 10)
        {
            await fast.Tokens.WaitAsync(taken + 10).AsTask().WaitAsync(Limit);
            Take(fast, 10);
            engine.Signal();
        }

        Assert.Equal(20, slow.Pace.Unread);
        Take(slow, 20);
        engine.Signal();
        await slow.Tokens.WaitAsync(40).AsTask().WaitAsync(Limit);
        Take(slow, 60);
        engine.Signal();
        Assert.Equal(100, await slow.Tokens.WaitAsync(100).AsTask().WaitAsync(Limit));
        Assert.Equal(Expected(slow), slow.Tokens.Read(0, 100));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_row_that_is_paused_for_long_gives_its_slot_back_and_goes_on_later_where_it_was(bool canSwap)
    {
        const int slots = 2;
        using TestMeters meters = new();
        LmLimits limits = Limits with { MaxUnread = 20, PauseSeconds = 0.05 };
        using LmEngine engine = Start(new FakeLmModel(slots, canSwap: canSwap), meters, limits);
        LmRequest[] slow = [.. Enumerable.Range(0, 5).Select(i => Request([i, 1, 2, 3, 4, 5], 100))];
        foreach (LmRequest request in slow)
        {
            // Nobody reads, and all get slots: who came first has given his back.
            engine.Submit(request);
            await request.Tokens.WaitAsync(20).AsTask().WaitAsync(Limit);
        }

        Assert.True(meters.Sum("tts.lm.slots_given_back") >= slow.Length - slots);
        Assert.Equal(0, engine.Waiting);
        while (slow.Any(request => !request.Tokens.Ended.IsCompleted))
        {
            foreach (LmRequest request in slow.Where(request => request.Pace.Unread > 0))
            {
                Take(request, request.Pace.Unread);
            }

            engine.Signal();
            await Task.Yield();
        }

        Assert.All(slow, request => Assert.Equal(Expected(request), request.Tokens.Read(0, 100)));
    }

    [Fact]
    public async Task Slots_go_to_the_owner_who_holds_fewest_whatever_waits_before_him()
    {
        using TestMeters meters = new();
        using ManualResetEventSlim hold = new();
        FakeLmModel model = new(1) { OnDecode = _ => hold.Wait(Limit) };
        using LmEngine engine = Start(model, meters);
        LmRequest[] greedy = [.. Enumerable.Range(0, 10).Select(_ => Request([1, 2], 20, owner: "greedy"))];
        Array.ForEach(greedy, engine.Submit);
        LmRequest honest = Request([3, 4], 20, owner: "honest");
        engine.Submit(honest);
        int before = -1;
        model.OnDecode = _ => before = honest.Tokens.Count == 1 ? greedy.Count(request => request.Tokens.Ended.IsCompleted) : before;
        hold.Set();

        await honest.Tokens.Ended.WaitAsync(Limit);
        Assert.InRange(before, 0, 2);
    }

    [Fact]
    public void A_request_that_can_never_fit_is_refused_at_once()
    {
        using TestMeters meters = new();
        using LmEngine engine = Start(new FakeLmModel(1, maxLength: 32), meters);
        StreamException refused = Assert.Throws<StreamException>(() => engine.Submit(Request([1, 2, 3], 30)));
        Assert.Equal(StreamError.ClientTooLarge, refused.Error);
    }

    [Fact]
    public async Task Disposing_ends_what_is_under_way()
    {
        using TestMeters meters = new();
        FakeLmModel model = new(1);
        LmEngine engine = Start(model, meters, Limits with { MaxUnread = 5 });
        LmRequest request = Request([1], 100);
        engine.Submit(request);
        await request.Tokens.WaitAsync(5).AsTask().WaitAsync(Limit);

        engine.Dispose();

        StreamException told = await Assert.ThrowsAsync<StreamException>(() => request.Tokens.WaitAsync(100).AsTask().WaitAsync(Limit));
        Assert.Equal(StreamError.ServerStopping, told.Error);
        Assert.True(model.IsDisposed);
    }

    private static async Task AnswerManyAtOnceAsync(bool canSwap, int seed)
    {
        Random random = new(seed);
        using TestMeters meters = new();
        using LmEngine engine = Start(new FakeLmModel(5, canSwap: canSwap), meters, maxQueue: 100);
        LmRequest[] requests = [.. Enumerable.Range(0, 60).Select(_ => Request(
            [.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => random.Next(0, 9))], random.Next(1, 60)))];

        foreach (LmRequest request in requests)
        {
            engine.Submit(request);
            if (random.Next(4) == 0)
            {
                await Task.Yield();
            }
        }

        foreach (LmRequest request in requests)
        {
            int count = await request.Tokens.WaitAsync(int.MaxValue).AsTask().WaitAsync(Limit);
            Assert.True(Expected(request).AsSpan().SequenceEqual(request.Tokens.Read(0, count)), $"Seed {seed}.");
        }

        Assert.Equal(0, engine.Waiting);
    }

    private static LmEngine Start(FakeLmModel model, TestMeters meters, LmLimits? limits = null, int maxQueue = 50,
        Action<Exception>? died = null)
    {
        limits ??= Limits;
        PlaybackBoard board = new(model.Slots, 50, limits.MaxUnread, TimeProvider.System);
        LmEngine engine = new(model, limits, board, maxQueue, 10, TimeProvider.System, meters.MakeLm(),
            NullLogger<LmEngine>.Instance, died ?? (_ => { }));
        engine.Start();
        return engine;
    }

    /// <summary>The client takes the audio of so many tokens.</summary>
    private static void Take(LmRequest request, int tokens)
    {
        request.Pace.Decode(tokens);
        request.Pace.Accept();
    }

    private static LmRequest Request(int[] prompt, int maxTokens, int stop = FakeLmModel.Stop, CancellationToken cancellation = default,
        string owner = "") =>
        new()
        {
            Owner = owner,
            Prompt = prompt,
            Legal = new LegalTokens([.. Enumerable.Range(0, 10).Where(id => id != stop)], [stop], id => id),
            Sampling = new SamplingSettings(0, 0, 1, 1),
            Seed = 1,
            MaxTokens = maxTokens,
            Pace = new PlaybackPace(TimeProvider.System, 50),
            Cancellation = cancellation,
        };

    private static int[] Expected(LmRequest request)
    {
        List<int> tokens = [.. request.Prompt];
        for (int i = 0; i < request.MaxTokens; i++)
        {
            tokens.Add(FakeLmModel.NextAfter(tokens));
        }

        return [.. tokens.Skip(request.Prompt.Length)];
    }
}

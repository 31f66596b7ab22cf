using Microsoft.Extensions.Logging.Abstractions;
using StreamServer.Inference;
using StreamServer.Inference.Stt.Engine;
using StreamServer.Inference.Stt.Jobs;
using StreamServer.Inference.Stt.Settings;

namespace StreamServer.Tests.Stt.Engine;

public sealed class SttEngineTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private int _streams;

    [Fact]
    public async Task A_job_gets_the_answer_to_its_own_audio()
    {
        using SttEngine engine = Start(new FakeSttModel());

        SttJob[] done = await Task.WhenAll(Enumerable.Range(1, 30).Select(i => RunAsync(engine, SttJobKind.Final, 1000 * i)));

        Assert.All(done, job => Assert.Equal($"▁{job.Samples.Length}", Assert.Single(job.Result!.Tokens).Piece));
    }

    [Fact]
    public async Task Jobs_that_wait_together_run_as_one_batch()
    {
        using SemaphoreSlim release = new(0);
        FakeSttModel model = new() { Before = _ => release.Wait(Limit) };
        using SttEngine engine = Start(model);
        Task<SttJob> first = RunAsync(engine, SttJobKind.Final, 500);
        await Waiting.UntilAsync(() => model.Batches.Length == 1);
        Task<SttJob>[] others = [.. Enumerable.Range(0, 5).Select(_ => RunAsync(engine, SttJobKind.Final, 500))];

        release.Release(10);
        await Task.WhenAll([first, .. others]).WaitAsync(Limit);

        Assert.Equal([1, 5], model.Batches);
    }

    [Fact]
    public async Task One_bad_job_fails_alone()
    {
        FakeSttModel model = new() { Before = batch => ThrowIf(batch.Any(job => job.Samples.Length == 666)) };
        using SttEngine engine = Start(model);

        SttJob[] done = await Task.WhenAll(((int[])[600, 666, 610]).Select(length => RunAsync(engine, SttJobKind.Final, length)));

        Assert.Equal(StreamError.ModelFailed, done[1].Failure!.Error);
        Assert.NotNull(done[0].Result);
        Assert.NotNull(done[2].Result);
        Assert.NotNull((await RunAsync(engine, SttJobKind.Final, 700)).Result);
    }

    [Fact]
    public async Task A_job_that_failed_four_times_goes_to_the_fallback_and_says_so()
    {
        using SttEngine fallback = Start(new FakeSttModel("spare"));
        FakeSttModel model = new() { Before = _ => ThrowIf(true) };
        using SttEngine engine = Start(model, fallback);

        SttJob job = await RunAsync(engine, SttJobKind.Final, 800);

        Assert.Equal("spare", job.Result!.Model);
        Assert.True(job.Result.Fallback);

        // In a batch and alone, at first and three times more.
        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 1], model.Batches);
    }

    [Fact]
    public async Task A_fault_that_passes_is_not_seen()
    {
        int runs = 0;
        using SttEngine engine = Start(new FakeSttModel { Before = _ => ThrowIf(runs++ == 0) });

        SttJob job = await RunAsync(engine, SttJobKind.Final, 800);

        Assert.False(job.Result!.Fallback);
    }

    [Fact]
    public async Task A_cancelled_job_completes_without_a_run()
    {
        using SemaphoreSlim release = new(0);
        FakeSttModel model = new() { Before = _ => release.Wait(Limit) };
        using SttEngine engine = Start(model);
        Task<SttJob> running = RunAsync(engine, SttJobKind.Final, 500);
        await Waiting.UntilAsync(() => model.Batches.Length == 1);
        Task<SttJob> waiting = RunAsync(engine, SttJobKind.Final, 900, job => job.Cancel());

        release.Release(2);
        SttJob cancelled = await waiting;
        await running;

        Assert.Null(cancelled.Result);
        Assert.Null(cancelled.Failure);
        Assert.Single(model.Batches);
    }

    [Fact]
    public async Task Jobs_after_the_end_fail_at_once()
    {
        SttEngine engine = Start(new FakeSttModel());
        engine.Dispose();

        SttJob job = await RunAsync(engine, SttJobKind.Final, 500);

        Assert.Equal(StreamError.ServerStopping, job.Failure!.Error);
    }

    [Fact]
    public async Task The_lag_is_how_long_the_oldest_final_waits()
    {
        using SemaphoreSlim release = new(0);
        FakeSttModel model = new() { Before = _ => release.Wait(Limit) };
        using SttEngine engine = Start(model);
        Assert.Equal(TimeSpan.Zero, engine.Lag);

        Task<SttJob> job = RunAsync(engine, SttJobKind.Final, 500);
        await Waiting.UntilAsync(() => engine.Lag > TimeSpan.FromMilliseconds(20));
        release.Release();
        await job;
    }

    private static SttEngine Start(FakeSttModel model, SttEngine? fallback = null)
    {
        SttEngine engine = new(
            model, fallback, new SttOptions(), TimeProvider.System, new TestMeters().MakeStt(), NullLogger.Instance, _ => { });
        engine.Start();
        return engine;
    }

    private async Task<SttJob> RunAsync(SttEngine engine, SttJobKind kind, int samples, Action<SttJob>? before = null)
    {
        TaskCompletionSource<SttJob> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        SttJob job = new(
            new SttUtterance(Interlocked.Increment(ref _streams)), kind, new float[samples], SttJobOptions.Default, done.SetResult);
        before?.Invoke(job);
        engine.Submit(job);
        return await done.Task.WaitAsync(Limit);
    }

    private static void ThrowIf(bool fault)
    {
        if (fault)
        {
            throw new StreamException(StreamError.ModelFailed, "The test wants it so.");
        }
    }
}

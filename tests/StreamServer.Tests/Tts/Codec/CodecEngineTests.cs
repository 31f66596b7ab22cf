using Microsoft.Extensions.Logging.Abstractions;
using StreamServer.Inference;
using StreamServer.Inference.Tts.Codec;

namespace StreamServer.Tests.Tts.Codec;

public sealed class CodecEngineTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Every_caller_gets_its_own_samples_whatever_is_decoded_beside_it(int minimumBatch)
    {
        int seed = Environment.TickCount;
        Random random = new(seed);
        using TestMeters meters = new();
        using CodecEngine engine = Start(new FakeCodecModel { MinimumBatch = minimumBatch }, meters);
        CodecRequest[] requests = [.. Enumerable.Range(0, 100)
            .Select(i => Request([.. Enumerable.Range(0, 5 + (i % 3)).Select(_ => random.Next(90))], i % 7))];

        await Task.WhenAll(requests.Select(request => engine.DecodeAsync(request).AsTask())).WaitAsync(Limit);

        Assert.All(requests, request => Assert.True(Expected(request).AsSpan().SequenceEqual(request.Samples.Span), $"Seed {seed}."));
    }

    [Fact]
    public async Task A_window_that_breaks_its_batch_is_lost_alone()
    {
        using TestMeters meters = new();
        using ManualResetEventSlim hold = new();
        List<int> batches = [];
        FakeCodecModel model = new()
        {
            OnDecode = batch =>
            {
                batches.Add(batch);
                hold.Wait(Limit);
            },
        };
        using CodecEngine engine = Start(model, meters);

        // The first run is held until the others are queued, so that they are one batch.
        Task first = engine.DecodeAsync(Request([1, 1], 0)).AsTask();
        CodecRequest[] good = [.. Enumerable.Range(2, 4).Select(i => Request([i, i, i], i))];
        Task[] goodDone = [.. good.Select(request => engine.DecodeAsync(request).AsTask())];
        Task badDone = engine.DecodeAsync(Request([7, FakeCodecModel.Poison, 7], 1)).AsTask();
        hold.Set();

        StreamException failure = await Assert.ThrowsAsync<StreamException>(() => badDone.WaitAsync(Limit));
        Assert.Equal(StreamError.ModelFailed, failure.Error);
        await Task.WhenAll([first, .. goodDone]).WaitAsync(Limit);
        Assert.All(good, request => Assert.Equal(Expected(request), request.Samples.ToArray()));
        Assert.Contains(batches, batch => batch > 1);
        Assert.Equal(1, meters.Sum("tts.codec.failed"));
    }

    [Fact]
    public async Task A_codec_that_only_fails_ends_its_engine_and_whoever_comes_later_is_told()
    {
        using TestMeters meters = new();
        TaskCompletionSource died = new();
        using CodecEngine engine = Start(new FakeCodecModel { IsBroken = true }, meters, _ => died.SetResult());
        for (int i = 0; i < 5; i++)
        {
            await Assert.ThrowsAsync<StreamException>(() => engine.DecodeAsync(Request([3], 0)).AsTask().WaitAsync(Limit));
        }

        await died.Task.WaitAsync(Limit);
        StreamException told = await Assert.ThrowsAsync<StreamException>(
            () => engine.DecodeAsync(Request([1], 0)).AsTask().WaitAsync(Limit));
        Assert.Equal(StreamError.ServerNotReady, told.Error);
    }

    [Fact]
    public async Task Windows_that_break_the_codec_one_after_the_other_do_not_end_the_engine()
    {
        using TestMeters meters = new();
        using CodecEngine engine = Start(new FakeCodecModel(), meters, _ => Assert.Fail("The engine ended."));
        for (int i = 0; i < 20; i++)
        {
            await Assert.ThrowsAsync<StreamException>(
                () => engine.DecodeAsync(Request([FakeCodecModel.Poison], 0)).AsTask().WaitAsync(Limit));
        }

        await engine.DecodeAsync(Request([1], 0)).AsTask().WaitAsync(Limit);
    }

    [Fact]
    public async Task A_cancelled_window_is_not_decoded()
    {
        using TestMeters meters = new();
        using ManualResetEventSlim hold = new();
        FakeCodecModel model = new() { OnDecode = _ => hold.Wait(Limit) };
        using CodecEngine engine = Start(model, meters);
        Task running = engine.DecodeAsync(Request([1], 0)).AsTask();
        using CancellationTokenSource cancel = new();
        Task gone = engine.DecodeAsync(Request([2, 2], 0, cancel.Token)).AsTask();
        await cancel.CancelAsync();
        hold.Set();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone.WaitAsync(Limit));
        await running.WaitAsync(Limit);
    }

    private static CodecEngine Start(FakeCodecModel model, TestMeters meters, Action<Exception>? died = null)
    {
        CodecEngine engine = new(model, TimeProvider.System, meters.MakeCodec(), NullLogger<CodecEngine>.Instance,
            died ?? (_ => { }));
        engine.Start();
        return engine;
    }

    private static CodecRequest Request(int[] semantic, int speaker, CancellationToken cancellation = default) => new()
    {
        Semantic = semantic,
        Globals = Enumerable.Repeat(speaker, BiCodecModel.Globals).ToArray(),
        Samples = new float[semantic.Length * 2],
        Cancellation = cancellation,
    };

    private static float[] Expected(CodecRequest request)
    {
        float[] samples = new float[request.Samples.Length];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = request.Semantic.Span[i / 2] + (1000 * request.Globals.Span[0]);
        }

        return samples;
    }
}

using Microsoft.Extensions.Logging.Abstractions;
using StreamServer.Inference;
using StreamServer.Inference.Tts;
using StreamServer.Inference.Tts.Lm;
using StreamServer.Inference.Tts.Prompt;
using StreamServer.Tests.Tts.Lm;

namespace StreamServer.Tests.Tts;

public sealed class ChunkGeneratorTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly int[] Prompt = [1, 2, 3];

    private readonly TestMeters _meters = new();
    private readonly LmEngine _engine;

    public ChunkGeneratorTests()
    {
        LmLimits limits = new(PrefillChunk: 4, MaxUnread: 1000, FarAhead: 1000, Guard: 0);
        _engine = new LmEngine(new FakeLmModel(2), limits, new PlaybackBoard(2, 50, 1000, TimeProvider.System), 10, 10, TimeProvider.System,
            _meters.MakeLm(),
            NullLogger<LmEngine>.Instance, _ => { });
        _engine.Start();
    }

    public void Dispose()
    {
        _engine.Dispose();
        _meters.Dispose();
    }

    [Fact]
    public async Task A_chunk_that_says_nothing_is_said_once_more_with_another_seed()
    {
        List<ulong> seeds = [];
        List<ChunkTokens> said = await RunAsync(1, seed =>
        {
            seeds.Add(seed);
            return seeds.Count > 1;
        });

        Assert.Equal(2, seeds.Distinct().Count());
        Assert.Equal(20, await Assert.Single(said).Tokens.WaitAsync(20).AsTask().WaitAsync(Limit));
    }

    [Fact]
    public async Task A_chunk_that_says_nothing_twice_fails_by_name_and_is_not_tried_again()
    {
        int tries = 0;
        StreamException failure = await Assert.ThrowsAsync<StreamException>(() => RunAsync(1, _ =>
        {
            tries++;
            return false;
        }));

        Assert.Equal(StreamError.ModelSaidNothing, failure.Error);
        Assert.Equal(2, tries);
    }

    [Fact]
    public async Task The_same_response_seed_gives_every_chunk_the_same_seed_and_each_its_own()
    {
        List<ulong> first = [];
        List<ulong> second = [];
        await RunAsync(5, seed => Note(first, seed));
        await RunAsync(5, seed => Note(second, seed));

        Assert.Equal(first, second);
        Assert.Equal(5, first.Distinct().Count());

        static bool Note(List<ulong> seeds, ulong seed)
        {
            seeds.Add(seed);
            return true;
        }
    }

    [Fact]
    public async Task Disposing_frees_the_slot_of_a_chunk_that_nobody_reads_to_the_end()
    {
        PlaybackPace pace = new(TimeProvider.System, 50);
        ChunkGenerator generator = new(
            _engine, Chunks(3), (_, seed, cancelled) => Request(seed, speaks: true, pace, 400, cancelled), 7, pace, 1000,
                null, CancellationToken.None);
        await using (IAsyncEnumerator<ChunkTokens> chunks = generator.ReadAllAsync().GetAsyncEnumerator())
        {
            Assert.True(await chunks.MoveNextAsync().AsTask().WaitAsync(Limit));
        }

        await generator.DisposeAsync().AsTask().WaitAsync(Limit);

        // Another request gets a slot and speaks. What was made for the first and never taken is not its caller's.
        LmRequest other = Request(1, speaks: true, new PlaybackPace(TimeProvider.System, 50), 20, CancellationToken.None);
        _engine.Submit(other);
        Assert.Equal(20, await other.Tokens.WaitAsync(20).AsTask().WaitAsync(Limit));
        Assert.Equal(0, _engine.Waiting);
    }

    /// <param name="count">Chunks.</param>
    /// <param name="speaks">By the seed of an attempt, whether it says something.</param>
    private async Task<List<ChunkTokens>> RunAsync(int count, Func<ulong, bool> speaks)
    {
        using CancellationTokenSource limit = new(Limit);
        PlaybackPace pace = new(TimeProvider.System, 50);
        await using ChunkGenerator generator = new(
            _engine, Chunks(count), (_, seed, cancelled) => Request(seed, speaks(seed), pace, 20, cancelled), 7, pace, 1000,
                null, limit.Token);
        List<ChunkTokens> chunks = [];
        await foreach (ChunkTokens chunk in generator.ReadAllAsync())
        {
            chunks.Add(chunk);
        }

        return chunks;
    }

    private static IAsyncEnumerable<TextChunk> Chunks(int count) =>
        Enumerable.Range(0, count).Select(i => new TextChunk($"Sentence {i}.", ChunkEnd.Sentence)).ToAsyncEnumerable();

    private static LmRequest Request(ulong seed, bool speaks, PlaybackPace pace, int maxTokens, CancellationToken cancellation)
    {
        // What the model prefers after the prompt is a stop, or is not.
        int stop = speaks ? FakeLmModel.Stop : FakeLmModel.NextAfter(Prompt);
        return new LmRequest
        {
            Prompt = Prompt,
            Legal = new LegalTokens([.. Enumerable.Range(0, 10).Where(id => id != stop)], [stop], id => id),
            Sampling = new SamplingSettings(0, 0, 1, 1),
            Seed = seed,
            MaxTokens = maxTokens,
            Pace = pace,
            Cancellation = cancellation,
        };
    }
}

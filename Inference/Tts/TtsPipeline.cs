using System.Runtime.CompilerServices;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Tts.Codec;
using StreamServer.Inference.Tts.Lm;
using StreamServer.Inference.Tts.Post;
using StreamServer.Inference.Tts.Prompt;
using StreamServer.Inference.Tts.Stages;

namespace StreamServer.Inference.Tts;

/// <summary>Text in, samples out, in the order in which data meets the parts. Thread-safe.</summary>
internal sealed class TtsPipeline(SpeechModels models, TtsOptions options, TimeProvider time)
{
    /// <summary>
    /// Tokens that the first window emits: 0.24 s, enough to cover the making of the second at 1.6 times the speed of playback.
    /// </summary>
    private const int FirstWindow = 12;

    /// <summary>Tokens that later windows emit at most: context is decoded again with every window, so larger ones cost less.</summary>
    private const int LaterWindow = 96;

    /// <summary>Number of the window at which a later chunk starts: its client plays the one before.</summary>
    private const int LaterChunkWindow = 4;

    public SpeechModels Models => models;

    /// <summary>The speech of <see cref="SpeechRequest.Text"/>.</summary>
    /// <exception cref="StreamException">Nothing to say, no room, or a model failed.</exception>
    public IAsyncEnumerable<SpeechPiece> StreamAsync(SpeechRequest request, CancellationToken cancellation)
    {
        // 1. Normalise and chunk: at sentence ends, a short one first.
        List<TextChunk> chunks = Chunk(request, isFirst: true);
        request.Stages?.Mark(SpeechStage.Normalise);
        return chunks.Count > 0
            ? StreamAsync(request, chunks.ToAsyncEnumerable(), chunks.Sum(chunk => models.Lm.Board.Expect(chunk.Text.Length)), cancellation)
            : throw NothingToSay(request);
    }

    /// <summary>The speech of chunks that may still be on their way.</summary>
    /// <returns>Not empty pieces, as they are made. Stopping to read pauses this request and no other.</returns>
    /// <exception cref="StreamException">No room, or a model failed.</exception>
    public IAsyncEnumerable<SpeechPiece> StreamAsync(
        SpeechRequest request, IAsyncEnumerable<TextChunk> chunks, CancellationToken cancellation) =>
        StreamAsync(request, chunks, null, cancellation);

    /// <param name="planned">Tokens that all chunks together are expected to take, when they are known.</param>
    private async IAsyncEnumerable<SpeechPiece> StreamAsync(
        SpeechRequest request, IAsyncEnumerable<TextChunk> chunks, int? planned, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // 2. Speaker: the same 32 tokens in the prompt of every chunk.
        int[] globals = await models.Speakers.GetAsync(request.Voice);
        PlaybackPace pace = new(time, models.Spec.TokensPerSecond * request.Speed, request.IsPlayed);
        pace.Plan(planned ?? 0);
        models.Lm.Board.Add(pace);
        try
        {
            // 3. Generate: the language model runs ahead of the reader, bounded by what the client has not taken.
            await using ChunkGenerator generator = new(
                models.Lm,
                chunks,
                new ChunkRequests(models, request, globals, pace).Of,
                request.Seed,
                pace,
                (int)(options.MaxUnreadSeconds * models.Spec.TokensPerSecond),
                request.EarlyEnd,
                cancellation,
                isPlanned: planned is not null);

            // 4. Decode: windows of all callers share the codec's runs. Streamed or not, the same windows, unless the codec's first ones
            // are cut short for those who listen.
            WindowPlan plan = new(models.CodecSpec, FirstWindow, LaterWindow, request.IsPlayed);
            WindowJoin join = new(models.CodecSpec, models.SampleRate, request.IsPlayed);
            using WindowDecoder decoder = new(models.Codec, plan, join, globals, pace, options.FirstAudioTargetSeconds, cancellation);

            // 6. Let out: the client plays from here on, and reading on tells the engine what it took.
            PlaybackGate gate = new(models.Lm, pace, request.IsPlayed, TimeSpan.FromSeconds(options.MaxFirstAudioSeconds), time);
            await foreach (SpeechPiece piece in gate.PlayAsync(JoinAsync(request, generator, decoder), cancellation))
            {
                yield return piece;
            }
        }
        finally
        {
            models.Lm.Board.Remove(pace, pace.SecondsLeft <= 0 ? pace.SecondsDecoded : 0);
            models.Lm.Signal();
        }
    }

    /// <summary>5. Join: a natural pause and no click between two chunks.</summary>
    private async IAsyncEnumerable<SpeechPiece> JoinAsync(SpeechRequest request, ChunkGenerator generator, WindowDecoder decoder)
    {
        ChunkShaper shaper = new(models.SampleRate);
        SampleQueue ready = new();
        float[] piece = [];
        ChunkEnd? previous = null;
        await foreach (ChunkTokens chunk in generator.ReadAllAsync())
        {
            long firstToken = time.GetTimestamp();
            if (previous is { } end && request.TrimSilence)
            {
                shaper.Pause(end, ready);
            }

            bool isHeard = chunk.Index > 0;
            await foreach (ReadOnlyMemory<float> samples in decoder.DecodeAsync(chunk.Tokens, chunk.Index == 0 ? 0 : LaterChunkWindow))
            {
                if (!isHeard)
                {
                    models.Lm.Sounded(time.GetElapsedTime(firstToken));
                    isHeard = true;
                }

                if (request.TrimSilence)
                {
                    shaper.Push(samples.Span, ready);
                }
                else
                {
                    ready.Push(samples.Span);
                }

                if (ready.Count > 0)
                {
                    yield return new SpeechPiece(Take(ready, ref piece), chunk.Index);
                }
            }

            shaper.EndChunk(ready);
            previous = chunk.Chunk.End;
            if (ready.Count > 0)
            {
                yield return new SpeechPiece(Take(ready, ref piece), chunk.Index);
            }
        }
    }

    /// <summary>
    /// Refuses work whose first audio would come too late, so that what is accepted stays in time. An idle engine takes anything: only
    /// work can show it that it has become faster than it remembers.
    /// </summary>
    /// <param name="owner">Whose request it would be: others' queues do not count against him.</param>
    /// <exception cref="StreamException"><see cref="StreamError.ServerBusy"/> with when to come back.</exception>
    public void ThrowIfTooLate(string owner)
    {
        LmEngine engine = models.Lm;
        TimeSpan predicted = engine.PredictFirstAudio(owner);
        bool isIdle = engine.SlotsUsed + engine.Waiting == 0;
        if (options.MaxFirstAudioSeconds > 0 && !isIdle && predicted.TotalSeconds > options.MaxFirstAudioSeconds)
        {
            throw new StreamException(
                StreamError.ServerBusy,
                $"The first audio would come after about {predicted.TotalSeconds:F0} s; at most {options.MaxFirstAudioSeconds} s are "
                    + $"allowed.")
            {
                RetryAfter = predicted - TimeSpan.FromSeconds(options.MaxFirstAudioSeconds),
            };
        }
    }

    /// <summary>Normalises and cuts a text.</summary>
    /// <param name="request">Whose <see cref="SpeechRequest.Text"/> it is.</param>
    /// <param name="isFirst">Its first chunk is the first of the response and should be short.</param>
    public List<TextChunk> Chunk(SpeechRequest request, bool isFirst)
    {
        int first = isFirst && request.IsChunked ? models.Spec.FirstChunkChars : models.Spec.MaxChars;
        ChunkLimits limits = new(models.Spec.MaxChars, first, models.Spec.JoinSentences || !request.IsChunked);
        return SentenceChunker.Split(SpokenForm.For(models, request), limits);
    }

    private StreamException NothingToSay(SpeechRequest request) => SpokenForm.Unspeakable(models, request).Count > 0
        ? new StreamException(
            StreamError.ClientUnspeakable,
                $"text has nothing that this model can say: it speaks {string.Join(", ", models.Entry.Languages)}.", "text")
        : new StreamException(StreamError.ClientBadRequest, "text has nothing to speak: it needs at least one letter or digit.", "text");

    private static ReadOnlyMemory<float> Take(SampleQueue ready, ref float[] piece)
    {
        if (piece.Length < ready.Count)
        {
            piece = new float[ready.Count];
        }

        return piece.AsMemory(0, ready.Pull(piece));
    }
}

using System.Runtime.CompilerServices;
using StreamServer.Inference.Tts.Codec;
using StreamServer.Inference.Tts.Lm;
using StreamServer.Inference.Tts.Prompt;

namespace StreamServer.Inference.Tts;

/// <summary>Text in, samples out, in the order in which data meets the parts.</summary>
internal sealed class TtsPipeline(TtsPart part, TtsOptions options, TimeProvider time)
{
    /// <summary>Tokens of the first window: 0.24 s, enough to cover the making of the second at half the speed of playback.</summary>
    private const int FirstWindow = 12;

    /// <summary>Tokens of later windows: one second.</summary>
    private const int LaterWindow = 50;

    /// <summary>Tokens of every window when nobody plays meanwhile.</summary>
    private const int OfflineWindow = 200;

    /// <summary>Window number at which a later chunk starts: its client plays the one before.</summary>
    private const int LaterChunkWindow = 2;

    /// <summary>Tokens that a chunk may have beside its share by length: short texts have pauses too.</summary>
    private const int ExtraTokens = 64;

    /// <summary>The samples of a request, mono at the codec's rate, as they are made.</summary>
    /// <returns>Each element is valid until the next is asked for. Stopping to read pauses this request and no other.</returns>
    /// <exception cref="StreamException">Nothing to say, no room, or a model failed.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<float>> StreamAsync(SpeechRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        SpeechModels models = part.Models;

        // 1. Chunk: at sentence ends, a short one first.
        List<TextChunk> chunks = SentenceChunker.Split(request.Text, LimitsOf(models));
        if (chunks.Count == 0)
        {
            throw new StreamException(StreamError.ClientBadRequest, "text has nothing to speak: it needs at least one letter or digit.", "text");
        }

        // 2. Speaker: the same 32 tokens in the prompt of every chunk.
        int[] globals = await models.Speakers.GetAsync(request.Voice);

        // 3. Generate: the language model runs ahead of the reader, bounded by what the client has not taken.
        PlaybackPace pace = new(time, models.Spec.TokensPerSecond);
        int maxUnread = (int)(options.MaxUnreadSeconds * models.Spec.TokensPerSecond);
        await using ChunkGenerator generator = new(
            models.Lm, chunks.ToAsyncEnumerable(), (chunk, seed, cancelled) => RequestFor(models, request, chunk, globals, seed, pace, cancelled),
            request.Seed, pace, maxUnread, request.FinishEarly, cancellation);

        // 4. Decode: windows of all callers share the codec's runs.
        WindowPlan plan = request.IsStreamed
            ? new WindowPlan(models.CodecSpec, FirstWindow, LaterWindow)
            : new WindowPlan(models.CodecSpec, OfflineWindow, OfflineWindow);
        using WindowDecoder decoder = new(models.Codec, plan, globals, pace, cancellation);
        await foreach (ChunkTokens chunk in generator.ReadAllAsync())
        {
            await foreach (ReadOnlyMemory<float> samples in decoder.DecodeAsync(chunk.Tokens, chunk.Index == 0 ? 0 : LaterChunkWindow))
            {
                // 5. Yield: the client plays from here on, and reading on tells the engine what it took.
                pace.Start();
                yield return samples;
                models.Lm.Signal();
            }
        }
    }

    private static ChunkLimits LimitsOf(SpeechModels models) =>
        new(models.Spec.MaxChars, models.Spec.FirstChunkChars, models.Spec.JoinSentences);

    private static LmRequest RequestFor(
        SpeechModels models, SpeechRequest request, TextChunk chunk, int[] globals, ulong seed, PlaybackPace pace, CancellationToken cancellation)
    {
        int[] prompt = models.Prompts.ForSpeech(request.Voice, chunk.Text, globals);
        int cap = request.MaxTokens ?? (int)(chunk.Text.Length * models.Spec.MaxTokensPerChar) + ExtraTokens;
        return new LmRequest
        {
            Prompt = prompt,
            Legal = models.Speech,
            Sampling = request.Sampling,
            Seed = seed,
            MaxTokens = Math.Max(1, Math.Min(cap, models.Lm.MaxLength - prompt.Length)),
            Pace = pace,
            Cancellation = cancellation,
        };
    }
}

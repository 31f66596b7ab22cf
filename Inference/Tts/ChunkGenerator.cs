using System.Threading.Channels;
using StreamServer.Inference.Tts.Lm;
using StreamServer.Inference.Tts.Prompt;
using StreamServer.Inference.Tts.Stages;

namespace StreamServer.Inference.Tts;

/// <summary>
/// Has the chunks of one response spoken one after the other, ahead of the reader: the next starts when the tokens of the one
/// before are made and the client has taken enough. Dispose cancels what is under way and waits for it.
/// </summary>
internal sealed class ChunkGenerator : IAsyncDisposable
{
    /// <summary>Runs of one chunk before it is given up: a second seed nearly always speaks.</summary>
    private const int Attempts = 2;

    // One ready beside the one being read: what bounds the work ahead is the pace, not this.
    private readonly Channel<ChunkTokens> _ready = Channel.CreateBounded<ChunkTokens>(1);
    private readonly CancellationTokenSource _cancellation;
    private readonly LmEngine _engine;
    private readonly PlaybackPace _pace;
    private readonly PlaybackBoard _board;
    private readonly bool _isPlanned;
    private readonly int _maxUnread;
    private readonly Func<TextChunk, ulong, CancellationToken, LmRequest> _requestOf;
    private readonly Task _run;

    /// <param name="engine">Speaks.</param>
    /// <param name="chunks">What to say; read lazily, one ahead.</param>
    /// <param name="requestOf">Makes the request for a chunk, with a seed of its own.</param>
    /// <param name="seed">Of the response.</param>
    /// <param name="pace">Of the response.</param>
    /// <param name="maxUnread">No further chunk is started while so many tokens are unread.</param>
    /// <param name="early">Asked before each chunk whether it is still to be started; null when all are.</param>
    /// <param name="cancellation">The caller is gone.</param>
    /// <param name="isPlanned">The pace knows already what is to be said.</param>
    public ChunkGenerator(
        LmEngine engine,
        IAsyncEnumerable<TextChunk> chunks,
        Func<TextChunk, ulong, CancellationToken, LmRequest> requestOf,
        ulong seed,
        PlaybackPace pace,
        int maxUnread,
        EarlyEnd? early,
        CancellationToken cancellation,
        bool isPlanned = false)
    {
        (_engine, _requestOf, _pace, _maxUnread, _board, _isPlanned) = (engine, requestOf, pace, maxUnread, engine.Board, isPlanned);
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _run = RunAsync(chunks, seed, early);
    }

    /// <summary>Chunks in order, each as soon as its first token is there.</summary>
    /// <exception cref="StreamException">The engine failed or made nothing for a chunk.</exception>
    public IAsyncEnumerable<ChunkTokens> ReadAllAsync() => _ready.Reader.ReadAllAsync(_cancellation.Token);

    public async ValueTask DisposeAsync()
    {
        await _cancellation.CancelAsync();
        await _run;
        _cancellation.Dispose();
    }

    private async Task RunAsync(IAsyncEnumerable<TextChunk> chunks, ulong seed, EarlyEnd? early)
    {
        try
        {
            int index = 0;
            await foreach (TextChunk chunk in chunks.WithCancellation(_cancellation.Token))
            {
                if (early?.Heed() == true)
                {
                    break;
                }

                int expected = _board.Expect(chunk.Text.Length);
                if (!_isPlanned)
                {
                    _pace.Plan(expected);
                }

                TokenStream tokens = await StartAsync(chunk, CounterRandom.Derive(seed, (ulong)index));
                await _ready.Writer.WriteAsync(new ChunkTokens(index++, chunk, tokens), _cancellation.Token);
                await tokens.Ended.WaitAsync(_cancellation.Token);
                _pace.Plan(tokens.Count - expected);
                _board.Learn(chunk.Text.Length, tokens.Count);
                await _pace.WaitForRoomAsync(_maxUnread, _cancellation.Token);
            }

            _ready.Writer.Complete();
        }
        catch (Exception exception)
        {
            // The reader throws it; an OperationCanceledException is nobody's fault.
            _ready.Writer.Complete(exception);
        }
    }

    private async Task<TokenStream> StartAsync(TextChunk chunk, ulong seed)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            LmRequest request = _requestOf(chunk, CounterRandom.Derive(seed, (ulong)attempt), _cancellation.Token);
            request.Stages?.Mark(SpeechStage.Normalise);
            _engine.Submit(request);
            if (await request.Tokens.WaitAsync(1) > 0)
            {
                request.Stages?.Mark(SpeechStage.FirstToken);
                return request.Tokens;
            }
        }

        throw new StreamException(StreamError.ModelSaidNothing,
            $"The language model made no audio for a chunk of {chunk.Text.Length} characters, {Attempts} times.");
    }
}

using System.Threading.Channels;
using StreamServer.Inference.Tts.Prompt;

namespace StreamServer.Endpoints.Tts.Socket;

/// <summary>
/// The text between two flushes: its chunks are spoken while later ones are still being written. One loop writes, one reads;
/// <see cref="Complete"/> and <see cref="Clear"/> are for any thread.
/// </summary>
internal sealed class Utterance(int number, CancellationToken connection) : IDisposable
{
    // Unbounded in number, bounded in characters by the socket, which counts them.
    private readonly Channel<TextChunk> _chunks =
        Channel.CreateUnbounded<TextChunk>(new UnboundedChannelOptions { SingleReader = true });

    private readonly CancellationTokenSource _cleared = CancellationTokenSource.CreateLinkedTokenSource(connection);
    private readonly Lock _gate = new();
    private bool _isDisposed;
    private volatile bool _isFlushed;
    private volatile int _chunkCount;
    private volatile int _characters;

    /// <summary>From 0, in the order of the connection.</summary>
    public int Number { get; } = number;

    /// <summary>Incomplete sentences.</summary>
    public SentenceBuffer Text { get; } = new();

    /// <summary>Characters that the client sent.</summary>
    public int Characters
    {
        get => _characters;
        set => _characters = value;
    }

    /// <summary>Chunks so far: while there is none, the next should be short.</summary>
    public int ChunkCount => _chunkCount;

    /// <summary>The client said that it is complete and waits to be told that it was spoken.</summary>
    public bool IsFlushed => _isFlushed;

    /// <summary>Nothing of it should be heard any more.</summary>
    public CancellationToken Cleared => _cleared.Token;

    public IAsyncEnumerable<TextChunk> Chunks => _chunks.Reader.ReadAllAsync(CancellationToken.None);

    public void Add(TextChunk chunk)
    {
        if (_chunks.Writer.TryWrite(chunk))
        {
            _chunkCount++;
        }
    }

    /// <summary>No more text, by the client's wish.</summary>
    public void Flush()
    {
        _isFlushed = true;
        Complete();
    }

    /// <summary>No more text.</summary>
    public void Complete() => _chunks.Writer.TryComplete();

    public void Clear()
    {
        Complete();
        lock (_gate)
        {
            if (!_isDisposed)
            {
                _ = _cleared.CancelAsync();
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
        }

        _cleared.Dispose();
    }
}

using System.Threading.Channels;
using StreamServer.Auth.Calls;
using StreamServer.Inference.Tts.Prompt;

namespace StreamServer.Endpoints.Tts.Socket;

/// <summary>
/// The text between two flushes: its chunks are spoken while later ones are still being written. One loop writes, one reads;
/// <see cref="Complete"/> and <see cref="Clear"/> are for any thread.
/// </summary>
internal sealed class Utterance(int number, SpeechMeter meter, CancellationToken connection) : IDisposable
{
    // Unbounded in number, bounded in characters by the socket, which counts them.
    private readonly Channel<TextChunk> _chunks =
        Channel.CreateUnbounded<TextChunk>(new UnboundedChannelOptions { SingleReader = true });

    private readonly CancellationTokenSource _cleared = CancellationTokenSource.CreateLinkedTokenSource(connection);
    private readonly Lock _gate = new();
    private readonly List<string> _texts = [];
    private bool _isDisposed;
    private volatile bool _isFlushed;
    private volatile int _chunkCount;
    private volatile int _characters;

    /// <summary>From 0, in the order of the connection.</summary>
    public int Number { get; } = number;

    /// <summary>Of its characters.</summary>
    public SpeechMeter Meter { get; } = meter;

    /// <summary>What the client sent, for the sentences that are kept.</summary>
    public string Said { get; set; } = "";

    /// <summary>Chunks that were sent, wholly or in part.</summary>
    public int Spoken { get; set; }

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

    /// <summary>How much of what is said so far was sent, from 0 to 1.</summary>
    public double SpokenShare
    {
        get
        {
            lock (_gate)
            {
                return _texts.Count == 0
                    ? 0
                    : (double)_texts.Take(Spoken).Sum(text => text.Length) / _texts.Sum(text => text.Length);
            }
        }
    }

    /// <summary>What a chunk says.</summary>
    public string TextOf(int chunk)
    {
        lock (_gate)
        {
            return _texts[chunk];
        }
    }

    /// <summary>The client said that it is complete and waits to be told that it was spoken.</summary>
    public bool IsFlushed => _isFlushed;

    /// <summary>Nothing of it should be heard any more.</summary>
    public CancellationToken Cleared => _cleared.Token;

    public IAsyncEnumerable<TextChunk> Chunks => _chunks.Reader.ReadAllAsync(CancellationToken.None);

    public void Add(TextChunk chunk)
    {
        if (_chunks.Writer.TryWrite(chunk))
        {
            lock (_gate)
            {
                _texts.Add(chunk.Text);
            }

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

using System.Threading.Channels;
using StreamServer.Inference.Tts.Prompt;

namespace StreamServer.Endpoints.Tts.Socket;

/// <summary>The text between two flushes: its chunks are spoken while later ones are still being written.</summary>
internal sealed class Utterance(int number, CancellationToken connection) : IDisposable
{
    // Unbounded in number, bounded in characters by the socket, which counts them.
    private readonly Channel<TextChunk> _chunks = Channel.CreateUnbounded<TextChunk>(new UnboundedChannelOptions { SingleWriter = true, SingleReader = true });
    private readonly CancellationTokenSource _cleared = CancellationTokenSource.CreateLinkedTokenSource(connection);

    /// <summary>From 0, in the order of the connection.</summary>
    public int Number { get; } = number;

    /// <summary>Incomplete sentences.</summary>
    public SentenceBuffer Text { get; } = new();

    /// <summary>Characters that the client sent.</summary>
    public int Characters { get; set; }

    /// <summary>The first chunk is there or was: later ones may be long.</summary>
    public bool HasChunks { get; private set; }

    /// <summary>Nothing of it should be heard any more.</summary>
    public CancellationToken Cleared => _cleared.Token;

    public IAsyncEnumerable<TextChunk> Chunks => _chunks.Reader.ReadAllAsync(CancellationToken.None);

    public void Add(TextChunk chunk)
    {
        HasChunks = true;
        _chunks.Writer.TryWrite(chunk);
    }

    /// <summary>No more text.</summary>
    public void Complete() => _chunks.Writer.TryComplete();

    public void Clear()
    {
        _cleared.Cancel();
        Complete();
    }

    public void Dispose() => _cleared.Dispose();
}

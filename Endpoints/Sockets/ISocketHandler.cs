using StreamServer.Endpoints.Edge;
using StreamServer.Inference;

namespace StreamServer.Endpoints.Sockets;

/// <summary>
/// What the messages of one socket mean. Whatever it throws ends the connection: a <see cref="StreamException"/> as the table
/// of errors says, anything else as an internal error.
/// </summary>
internal interface ISocketHandler
{
    /// <summary>It owes the client something: silence is not the client's. Any thread.</summary>
    bool IsBusy { get; }

    /// <summary>Takes one message and its buffer. One call at a time; while it waits, nothing more is read.</summary>
    ValueTask ReceiveAsync(SocketMessage message);

    /// <summary>
    /// Works until there is no more input and everything has been told. Beside <see cref="ReceiveAsync"/>, which it may outlive.
    /// </summary>
    Task RunAsync();

    /// <summary>
    /// No more input counts from now on: unblocks <see cref="ReceiveAsync"/> and lets <see cref="RunAsync"/> end. From any thread,
    /// at any time after the constructor, twice when something fails after the client wanted the end; must not wait.
    /// </summary>
    void End(ConnectionEnd end);

    /// <summary>Nothing is under way that would be cut off in the middle. Any thread.</summary>
    bool IsAtRest { get; }

    /// <summary>Tells the client that the server stops and that the connection ends within so long, where its dialect has a word for
    /// it.</summary>
    /// <exception cref="OperationCanceledException">It is gone.</exception>
    ValueTask TellClosingAsync(TimeSpan left);

    /// <summary>The message that stands before the close after a failure.</summary>
    ReadOnlyMemory<byte> RenderError(ErrorShape shape, StreamException failure);
}

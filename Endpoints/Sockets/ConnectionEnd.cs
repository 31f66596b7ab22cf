using StreamServer.Endpoints.Edge;
using StreamServer.Inference;

namespace StreamServer.Endpoints.Sockets;

/// <summary>Why a connection ends. The first reason counts.</summary>
/// <param name="CloseCode">For the close frame, by the table of errors.</param>
/// <param name="Reason">For the close frame: the stable code of the failure.</param>
/// <param name="Failure">Told in a message before the close; null for an ordinary end.</param>
internal sealed record ConnectionEnd(int CloseCode, string Reason, StreamException? Failure)
{
    /// <summary>The client is done: by a command, or by its close frame.</summary>
    public static ConnectionEnd Done { get; } = new(1000, "", null);

    /// <summary>The client is gone; nobody is left to be told anything, so there is no close frame (RFC 6455 §7.1.5).</summary>
    public static ConnectionEnd Vanished { get; } = new(1006, "", null);

    /// <summary>The server stops.</summary>
    public static ConnectionEnd Stopping { get; } = Of(new StreamException(StreamError.ServerStopping, "The server is stopping."));

    /// <summary>Whether what is under way is worked off first, for as long as that takes.</summary>
    public bool IsGraceful => this == Done || this == Stopping || IsEndOfTerms;

    /// <summary>The caller may use no more: what he was promised is still told.</summary>
    public bool IsEndOfTerms => Failure?.Error is StreamError.ClientLimit or StreamError.ClientKeyEnded;

    public static ConnectionEnd Of(StreamException failure)
    {
        ErrorShape shape = Errors.Of(failure.Error);
        return new ConnectionEnd(shape.CloseCode, shape.Code, failure);
    }
}

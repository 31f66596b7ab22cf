using StreamServer.Endpoints.Edge;
using StreamServer.Inference;

namespace StreamServer.Endpoints.Stt.Socket;

/// <summary>Why a socket ends. The first reason counts.</summary>
/// <param name="CloseCode">For the close frame.</param>
/// <param name="Reason">For the close frame, at most 123 bytes.</param>
/// <param name="Failure">Told in a message before the close; null for an ordinary end.</param>
/// <param name="Flush">Whether finals under way are still told.</param>
internal sealed record SttEnd(int CloseCode, string Reason, StreamException? Failure, bool Flush)
{
    /// <summary>The client is done: by a command, or by its close frame.</summary>
    public static SttEnd Done { get; } = new(1000, "", null, Flush: true);

    /// <summary>The connection is gone; nobody is left to be told anything.</summary>
    public static SttEnd Vanished { get; } = new(1006, "", null, Flush: false);

    /// <summary>The server stops.</summary>
    public static SttEnd Stopping { get; } =
        new(1001, "the server is stopping", new StreamException(StreamError.ServerStopping, "The server is stopping."), Flush: true);

    public static SttEnd Of(StreamException failure)
    {
        ErrorShape shape = Errors.Of(failure.Error);
        return new SttEnd(shape.CloseCode, shape.Code, failure, Flush: failure.Error is not (StreamError.ModelFailed or StreamError.ServerNotReady));
    }
}

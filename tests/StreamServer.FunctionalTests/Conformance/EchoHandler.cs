using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Sockets;
using StreamServer.Inference;

namespace StreamServer.FunctionalTests.Conformance;

/// <summary>Says every message back, on the connection that the server's own sockets have.</summary>
internal sealed class EchoHandler(Connection connection) : ISocketHandler
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsBusy => false;

    public bool IsAtRest => true;

    public async ValueTask ReceiveAsync(SocketMessage message)
    {
        try
        {
            await connection.SendAsync(message.Bytes, message.IsText);
        }
        finally
        {
            message.Return();
        }
    }

    public Task RunAsync() => _ended.Task;

    public void End(ConnectionEnd end) => _ended.TrySetResult();

    public ValueTask TellClosingAsync(TimeSpan left) => ValueTask.CompletedTask;

    /// <summary>Nothing that a case could take for an echo.</summary>
    public ReadOnlyMemory<byte> RenderError(ErrorShape shape, StreamException failure) => "error"u8.ToArray();
}

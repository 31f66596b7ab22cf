using System.Text;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Sockets;
using StreamServer.Inference;

namespace StreamServer.Tests.Endpoints.Sockets;

/// <summary>A handler whose parts a test writes; without a script it takes messages and ends when it should.</summary>
internal sealed class ScriptedHandler : ISocketHandler
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Func<SocketMessage, ValueTask> Receive { get; set; } = _ => ValueTask.CompletedTask;

    /// <summary>Gets a task that completes with the end of input.</summary>
    public Func<Task, Task> Run { get; set; } = ended => ended;

    public Action<ConnectionEnd> Ending { get; set; } = _ => { };

    public Func<ErrorShape, string> Error { get; set; } = shape => shape.Code;

    public bool IsBusy { get; set; }

    public bool IsAtRest { get; set; } = true;

    public Func<TimeSpan, ValueTask> TellClosing { get; set; } = _ => ValueTask.CompletedTask;

    public List<ConnectionEnd> Ends { get; } = [];

    public async ValueTask ReceiveAsync(SocketMessage message)
    {
        try
        {
            await Receive(message);
        }
        finally
        {
            message.Return();
        }
    }

    public ValueTask TellClosingAsync(TimeSpan left) => TellClosing(left);

    public Task RunAsync() => Run(_ended.Task);

    public void End(ConnectionEnd end)
    {
        lock (Ends)
        {
            Ends.Add(end);
        }

        _ended.TrySetResult();
        Ending(end);
    }

    public ReadOnlyMemory<byte> RenderError(ErrorShape shape, StreamException failure) => Encoding.UTF8.GetBytes(Error(shape));
}

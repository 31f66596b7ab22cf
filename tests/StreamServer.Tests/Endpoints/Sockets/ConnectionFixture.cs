using System.Net.WebSockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using StreamServer.Endpoints.Sockets;

namespace StreamServer.Tests.Endpoints.Sockets;

/// <summary>A connection over memory under a clock that a test moves.</summary>
internal sealed class ConnectionFixture : IDisposable
{
    /// <summary>Real time that any step may take on a busy machine.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static readonly ConnectionLimits Limits =
        new(1 << 17, Idle: TimeSpan.FromSeconds(60), Send: TimeSpan.FromSeconds(10), Close: TimeSpan.FromSeconds(5));

    public ConnectionFixture() => Connection = new Connection(Pair.Server, "test", Limits, Time, Log, Aborted.Token);

    public SocketPair Pair { get; } = new();

    public WebSocket Client => Pair.Client;

    public FakeTimeProvider Time { get; } = new();

    public LogLines Log { get; } = new();

    public ScriptedHandler Handler { get; } = new();

    public Connection Connection { get; }

    /// <summary>The transport says that it is gone.</summary>
    public CancellationTokenSource Aborted { get; } = new();

    public Task Running { get; private set; } = Task.CompletedTask;

    public void Start() => Running = RunAsync();

    public Task SendTextAsync(string text) =>
        Client.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None).WaitAsync(Limit);

    /// <summary>What the server says up to and with its close frame, which is answered.</summary>
    public async Task<(List<string> Messages, int? Code, string? Reason)> ReadToCloseAsync()
    {
        List<string> messages = [];
        byte[] buffer = new byte[1 << 20];
        while (true)
        {
            WebSocketReceiveResult part = await Client.ReceiveAsync(buffer, CancellationToken.None).WaitAsync(Limit);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                await Client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WaitAsync(Limit);
                return (messages, (int?)Client.CloseStatus, Client.CloseStatusDescription);
            }

            messages.Add(Encoding.UTF8.GetString(buffer, 0, part.Count));
        }
    }

    /// <summary>Moves the clock on, second by second, until a task is done.</summary>
    /// <returns>Seconds of the clock that it took.</returns>
    public async Task<int> PassUntilAsync(Task task, int most)
    {
        int seconds = 0;
        while (!task.IsCompleted && seconds < most)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            seconds++;
            await Task.WhenAny(task, Task.Delay(50));
        }

        await task.WaitAsync(Limit);
        return seconds;
    }

    public void Dispose()
    {
        Pair.Dispose();
        Aborted.Dispose();
    }

    /// <summary>As the web server does, the transport is closed when the connection is done.</summary>
    private async Task RunAsync()
    {
        await Connection.RunAsync(Handler);
        Pair.Server.Dispose();
    }
}

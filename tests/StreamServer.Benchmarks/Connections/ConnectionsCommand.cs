using System.CommandLine;
using System.Diagnostics;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace StreamServer.Benchmarks.Connections;

/// <summary>
/// <c>bench connections</c>: connections that come and go, that rest, and that never do their part. Says what the server holds at most and
/// how long it takes until everything is given back.
/// </summary>
internal static class ConnectionsCommand
{
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(4);

    public static Command Create()
    {
        Command command = new(
            "connections", "10,000 connects and closes, 500 idle sockets, half-open and slow ones, readers that never read.");
        command.SetAction((_, _) => RunAsync());
        return command;
    }

    private static async Task<int> RunAsync()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(
            ("STT_MAX_SESSIONS", "1000"), ("STT_MAX_SESSIONS_OF_ONE", "1000"), ("STT_MAX_LAG_MS", "60000"), ("TTS_SEND_SECONDS", "5"),
            ("TTS_MAX_QUEUE", "512"), ("TTS_MAX_FIRST_AUDIO_SECONDS", "0"));
        // The first of everything opens files that stay open.
        await ConnectAsync(server, 100);
        Console.WriteLine(
            "| what | memory before → most → after, MB | descriptors before → most → after | threads after | given back after |");
        Console.WriteLine("|---|---|---|---|---|");
        bool isClean = true;
        isClean &= await MeasureAsync(
            server, "10,000 sockets opened and closed, half of them without a word", () => ConnectAsync(server, 10_000));
        isClean &= await MeasureAsync(server, "500 idle sockets for 20 s", () => RestAsync(server, 500));
        isClean &= await MeasureAsync(server, "200 connections that send nothing", () => HoldAsync(server, 200, _ => "", null));
        isClean &= await MeasureAsync(server, "200 upgrades of one byte a second", () => HoldAsync(server, 200,
            _ => "GET /ws/stt HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", "a"));
        isClean &= await MeasureAsync(server, "200 bodies of one byte a second", () => HoldAsync(server, 200,
            i => $"POST {(i % 2 == 0 ? "/v1/tts/generate" : "/transcribe_pcm?sample_rate=16000")} HTTP/1.1\r\nHost: localhost\r\n"
                + $"Content-Type: {(i % 2 == 0 ? "application/json" : "application/octet-stream")}\r\n"
                + $"Content-Length: 100000\r\n\r\n", " "));
        string text = string.Join(' ', Enumerable.Range(0, 150).Select(Sentences.Pair));
        text = text[..Math.Min(text.Length, 9_000)];
        isClean &= await MeasureAsync(server, "50 readers of speech that never read", () => HoldAsync(server, 50, i =>
        {
            string body = $$"""{"text":"{{text}}","seed":{{i}},"output":"48khz"}""";
            return "POST /v1/tts/generate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";
        }, null));
        return isClean ? 0 : 1;
    }

    /// <returns>Whether descriptors are where they were.</returns>
    private static async Task<bool> MeasureAsync(ServerProcess server, string what, Func<Task> run)
    {
        double memory = server.MemoryMb;
        int handles = server.Handles;
        (double mostMemory, int mostHandles) = (memory, handles);
        Task running = run();
        while (!running.IsCompleted)
        {
            (mostMemory, mostHandles) = (Math.Max(mostMemory, server.MemoryMb), Math.Max(mostHandles, server.Handles));
            await Task.WhenAny(running, Task.Delay(100));
        }

        await running;
        long end = Stopwatch.GetTimestamp();
        while (server.Handles > handles + 8 && Stopwatch.GetElapsedTime(end) < Most)
        {
            mostMemory = Math.Max(mostMemory, server.MemoryMb);
            await Task.Delay(100);
        }

        bool isClean = server.Handles <= handles + 8;
        Console.WriteLine($"| {what} | {memory:0} → {mostMemory:0} → {server.MemoryMb:0} | {handles} → {mostHandles} → {server.Handles} | "
            + $"{server.Threads} | {(isClean ? $"{Stopwatch.GetElapsedTime(end).TotalSeconds:0.0} s" : "**not**")} |");
        return isClean;
    }

    private static Task ConnectAsync(ServerProcess server, int count) => Parallel.ForEachAsync(
        Enumerable.Range(0, count),
        new ParallelOptions { MaxDegreeOfParallelism = 16 },
        async (i, cancellation) =>
        {
            using ClientWebSocket socket = new();
            await socket.ConnectAsync(server.Socket(i % 4 < 2 ? "/ws/stt" : "/ws/tts"), cancellation);
            if (i % 2 == 0)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellation);
                byte[] buffer = new byte[4096];
                while ((await socket.ReceiveAsync(buffer.AsMemory(), cancellation)).MessageType != WebSocketMessageType.Close)
                {
                }
            }
            else
            {
                socket.Abort();
            }
        });

    private static async Task RestAsync(ServerProcess server, int count)
    {
        List<ClientWebSocket> sockets = [];
        for (int i = 0; i < count; i++)
        {
            ClientWebSocket socket = new();
            await socket.ConnectAsync(server.Socket("/ws/stt"), CancellationToken.None);
            sockets.Add(socket);
        }

        await Task.Delay(TimeSpan.FromSeconds(20));
        sockets.ForEach(socket => socket.Dispose());
    }

    /// <summary>Opens connections, sends a beginning, drips, reads nothing, and waits until the server has ended every one.</summary>
    private static async Task HoldAsync(ServerProcess server, int count, Func<int, string> start, string? drip)
    {
        Socket[] sockets = [.. Enumerable.Range(0, count).Select(_ => new Socket(SocketType.Stream, ProtocolType.Tcp)
        {
            ReceiveBufferSize = 4096,
        })];
        foreach ((int index, Socket socket) in sockets.Index())
        {
            await socket.ConnectAsync(server.Url.Host, server.Url.Port);
            await socket.SendAsync(Encoding.UTF8.GetBytes(start(index)));
        }

        int open = server.Handles;
        HashSet<Socket> live = [.. sockets];
        long begun = Stopwatch.GetTimestamp();
        while (live.Count > 0 && Stopwatch.GetElapsedTime(begun) < Most && server.Handles > open - (count * 9 / 10))
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            foreach (Socket socket in drip is null ? [] : live.ToArray())
            {
                try
                {
                    await socket.SendAsync(Encoding.UTF8.GetBytes(drip!));
                }
                catch (SocketException)
                {
                    live.Remove(socket);
                }
            }
        }

        Console.Error.WriteLine($"  ended by the server after {Stopwatch.GetElapsedTime(begun).TotalSeconds:0} s");
        foreach (Socket socket in sockets)
        {
            socket.Dispose();
        }
    }
}

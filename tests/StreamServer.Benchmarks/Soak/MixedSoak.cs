using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using StreamServer.Benchmarks.Streams;

namespace StreamServer.Benchmarks.Soak;

/// <summary>
/// Everything at once for a while: sockets that hear at the pace of speech, sockets and requests that speak in every format, uploads,
/// probes, and of each kind some that vanish in the middle.
/// </summary>
internal sealed class MixedSoak(ServerProcess server, TimeSpan length)
{
    private const int VanishEvery = 7;

    private readonly IReadOnlyList<byte[]> _recordings = [.. Recordings.All().Select(recording => recording.Samples)];
    private readonly HttpClient _client = new() { BaseAddress = server.Url, Timeout = TimeSpan.FromMinutes(2) };
    private readonly ConcurrentDictionary<string, int> _done = new();
    private readonly ConcurrentDictionary<string, int> _failed = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <returns>Whether everything stayed flat.</returns>
    public async Task<bool> RunAsync()
    {
        Dictionary<string, double> before = await Gauges.ReadAsync(_client);
        ProcessSamples samples = new();
        Task[] callers =
        [
            .. Enumerable.Range(0, 4).Select(i => LoopAsync("hear", i, HearAsync, pause: 0.5)),
            .. Enumerable.Range(0, 2).Select(i => LoopAsync("speak", i, SpeakAsync, pause: 1)),
            LoopAsync("speak on a socket", 0, ConverseAsync, pause: 1),
            LoopAsync("upload", 0, UploadAsync, pause: 3),
            LoopAsync("connect and vanish", 0, VanishAsync, pause: 1),
            LoopAsync("probe", 0, ProbeAsync, pause: 5),
        ];
        while (!callers.All(caller => caller.IsCompleted))
        {
            samples.Take(_clock.Elapsed.TotalMinutes, server);
            if (samples.Count % 24 == 0)
            {
                Console.WriteLine($"  minute {_clock.Elapsed.TotalMinutes:0}: {server.MemoryMb:0} MB, {server.Threads} threads, "
                    + $"{server.Handles} descriptors; {Done()}");
            }

            await Task.WhenAny(Task.WhenAll(callers), Task.Delay(TimeSpan.FromSeconds(5)));
        }

        await Task.WhenAll(callers);
        IReadOnlyList<string> left = await Gauges.NotBackAsync(_client, before, TimeSpan.FromSeconds(60));
        ProcessSamples warm = samples.From(length.TotalMinutes / 3);
        int failed = _failed.Values.Sum();
        Console.WriteLine(
            $"""
            {length.TotalMinutes:0} minutes: {Done()}; {failed} failed
            after the first third: {warm}
            slopes: memory {warm.Slope():0.00} MB, threads {warm.ThreadSlope():0.000}, descriptors {warm.HandleSlope():0.000} a minute
            gauges that were 0 and are not: {(left.Count == 0 ? "none" : string.Join("; ", left))}
            """);
        foreach ((string what, int count) in _failed)
        {
            Console.WriteLine($"  failed {count} times: {what}");
        }

        return warm.Slope() < 1 && warm.ThreadSlope() < 0.5 && warm.HandleSlope() < 0.5 && left.Count == 0 && failed == 0;
    }

    private string Done() => string.Join(", ", _done.OrderBy(kind => kind.Key).Select(kind => $"{kind.Value} {kind.Key}"));

    private async Task LoopAsync(string kind, int caller, Func<int, CancellationToken, Task> call, double pause)
    {
        for (int i = caller; _clock.Elapsed < length; i++)
        {
            using CancellationTokenSource limit = new(TimeSpan.FromMinutes(2));
            try
            {
                await call(i, limit.Token);
                _done.AddOrUpdate(kind, 1, (_, count) => count + 1);
            }
            catch (Exception exception) when (exception is HttpRequestException or WebSocketException or OperationCanceledException
                or IOException or InvalidOperationException)
            {
                _failed.AddOrUpdate($"{kind}: {exception.Message}", 1, (_, count) => count + 1);
            }

            await Task.Delay(TimeSpan.FromSeconds(pause), CancellationToken.None);
        }
    }

    private async Task HearAsync(int index, CancellationToken limit)
    {
        const int Frame = 3200;
        using ClientWebSocket socket = new();
        await socket.ConnectAsync(server.Socket(index % 3 == 0 ? "/ws/stt/soak" : "/ws/stt"), limit);
        Task<WebSocketCloseStatus?> reading = ReadAsync(socket, limit);
        byte[] pcm = _recordings[index % _recordings.Count];
        for (int at = 0; at < pcm.Length; at += Frame)
        {
            await socket.SendAsync(pcm.AsMemory(at, Math.Min(Frame, pcm.Length - at)), WebSocketMessageType.Binary, true, limit);
            if (index % VanishEvery == 0 && at > pcm.Length / 2)
            {
                socket.Abort();
                await Swallow(reading);
                return;
            }

            await Task.Delay(100, limit);
        }

        await SendAsync(socket, """{"type":"close"}""", limit);
        Expect(1000, await reading);
    }

    private async Task ConverseAsync(int index, CancellationToken limit)
    {
        using ClientWebSocket socket = new();
        await socket.ConnectAsync(server.Socket("/ws/tts?format=opus"), limit);
        Task<WebSocketCloseStatus?> reading = ReadAsync(socket, limit);
        for (int i = 0; i < 3; i++)
        {
            await SendAsync(socket, $$"""{"type":"speak","text":"{{Sentences.Pair(index + i)}}"}""", limit);
            await SendAsync(socket, """{"type":"flush"}""", limit);
            if (index % 3 == 0 && i == 1)
            {
                await SendAsync(socket, """{"type":"clear"}""", limit);
            }
        }

        if (index % VanishEvery == 0)
        {
            socket.Abort();
            await Swallow(reading);
            return;
        }

        await SendAsync(socket, """{"type":"close"}""", limit);
        Expect(1000, await reading);
    }

    private async Task SpeakAsync(int index, CancellationToken limit)
    {
        if (!await SoakCommand.SpeakAsync(_client, index))
        {
            throw new InvalidOperationException("Speech was refused.");
        }
    }

    private async Task UploadAsync(int index, CancellationToken limit)
    {
        using MultipartFormDataContent form = [];
        ByteArrayContent file = new(await File.ReadAllBytesAsync(Recordings.Path(index), limit));
        file.Headers.ContentType = new MediaTypeHeaderValue("audio/wav");
        form.Add(file, "file", "a.wav");
        form.Add(new StringContent(index % 2 == 0 ? "json" : "srt"), "response_format");
        using HttpResponseMessage answer = await _client.PostAsync("v1/audio/transcriptions", form, limit);
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsStringAsync(limit);
    }

    private async Task VanishAsync(int index, CancellationToken limit)
    {
        using ClientWebSocket socket = new();
        await socket.ConnectAsync(server.Socket(index % 2 == 0 ? "/ws/stt" : "/ws/tts"), limit);
        socket.Abort();
    }

    private async Task ProbeAsync(int index, CancellationToken limit)
    {
        foreach (string path in (string[])["health/ready", "health/live", "metrics", "info", "v1/models", "v1/tts/voices"])
        {
            (await _client.GetAsync(path, limit)).EnsureSuccessStatusCode().Dispose();
        }

        using HttpResponseMessage said = await _client.PostAsJsonAsync("v1/tts/normalize", new { text = Sentences.Pair(index) }, limit);
        said.EnsureSuccessStatusCode();
    }

    private static async Task<WebSocketCloseStatus?> ReadAsync(ClientWebSocket socket, CancellationToken limit)
    {
        byte[] buffer = new byte[64 * 1024];
        while ((await socket.ReceiveAsync(buffer.AsMemory(), limit)).MessageType != WebSocketMessageType.Close)
        {
        }

        WebSocketCloseStatus? status = socket.CloseStatus;
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit);
        return status;
    }

    private static void Expect(int code, WebSocketCloseStatus? status)
    {
        if ((int?)status != code)
        {
            throw new InvalidOperationException($"Closed with {(int?)status}.");
        }
    }

    private static async Task Swallow(Task reading)
    {
        try
        {
            await reading;
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // It was we who vanished.
        }
    }

    private static Task SendAsync(ClientWebSocket socket, string text, CancellationToken limit) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, limit);
}

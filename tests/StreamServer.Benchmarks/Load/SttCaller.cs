using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace StreamServer.Benchmarks.Load;

/// <summary>
/// Sends one script at the pace of speech, 20 ms at a time, with a marker each second, and times what comes back. Pacing is
/// against the clock: a late frame is followed by the next at once, as a microphone would.
/// </summary>
internal sealed class SttCaller(Uri server, string? key)
{
    private const double FrameSeconds = 0.02;
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(20);

    private readonly Stopwatch _clock = new();
    private readonly Dictionary<string, double> _markers = [];
    private readonly List<double> _firstPartials = [];
    private readonly List<double> _finals = [];
    private readonly List<double> _lags = [];
    private readonly List<string> _heard = [];
    private double _heardSeconds = double.NaN;
    private bool _partialSeen;
    private bool _closed;

    public async Task<SttResult> RunAsync(SttScript script)
    {
        using ClientWebSocket socket = new();
        if (key is not null)
        {
            socket.Options.SetRequestHeader("Authorization", $"Bearer {key}");
        }

        socket.Options.CollectHttpResponseDetails = true;
        try
        {
            await socket.ConnectAsync(new Uri("ws" + server.AbsoluteUri[4..].TrimEnd('/') + "/ws/stt"), CancellationToken.None);
        }
        catch (WebSocketException) when ((int)socket.HttpStatusCode is 503 or 429)
        {
            return Result(script, 0, "refused");
        }
        catch (WebSocketException exception)
        {
            return Result(script, 0, exception.Message);
        }

        _clock.Start();
        Task receiving = ReceiveAsync(socket, script);
        try
        {
            await SendAsync(socket, script);
            await receiving.WaitAsync(Drain);
            return Result(script, script.Seconds, _closed && !double.IsNaN(_heardSeconds) ? "ok" : "closed without a summary");
        }
        catch (Exception exception) when (exception is WebSocketException or TimeoutException or InvalidOperationException)
        {
            return Result(script, script.Seconds, exception.Message);
        }
    }

    private async Task SendAsync(ClientWebSocket socket, SttScript script)
    {
        int frame = (int)(FrameSeconds * SttScript.BytesPerSecond);
        double nextMarker = 1;
        for (int start = 0; start < script.Samples.Length; start += frame)
        {
            double due = start / (double)SttScript.BytesPerSecond;
            double wait = due - _clock.Elapsed.TotalSeconds;
            if (wait > 0.001)
            {
                await Task.Delay(TimeSpan.FromSeconds(wait));
            }

            await socket.SendAsync(script.Samples.AsMemory(start, Math.Min(frame, script.Samples.Length - start)), WebSocketMessageType.Binary, true, default);
            if (due >= nextMarker)
            {
                string id = $"m{nextMarker++}";
                lock (_markers)
                {
                    _markers[id] = _clock.Elapsed.TotalMilliseconds;
                }

                await SendTextAsync(socket, $$"""{"type":"marker","id":"{{id}}"}""");
            }
        }

        await SendTextAsync(socket, """{"type":"close"}""");
    }

    private static async Task SendTextAsync(ClientWebSocket socket, string text) =>
        await socket.SendAsync(Encoding.UTF8.GetBytes(text).AsMemory(), WebSocketMessageType.Text, true, default);

    private async Task ReceiveAsync(ClientWebSocket socket, SttScript script)
    {
        byte[] buffer = new byte[1 << 18];
        int length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult part = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                _closed = true;
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                return;
            }

            length += part.Count;
            if (part.EndOfMessage)
            {
                Take(buffer.AsMemory(0, length), script);
                length = 0;
            }
        }
    }

    private void Take(ReadOnlyMemory<byte> json, SttScript script)
    {
        double now = _clock.Elapsed.TotalMilliseconds;
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement message = document.RootElement;
        switch (message.GetProperty("type").GetString())
        {
            case "transcript" when message.GetProperty("is_final").GetBoolean():
                _heard.Add(message.GetProperty("text").GetString()!);
                _partialSeen = false;
                if (UtteranceAt(script, message, "end") is { } ended)
                {
                    _finals.Add(now - (ended.End * 1000));
                }

                break;
            case "transcript" when !_partialSeen:
                _partialSeen = true;
                if (UtteranceAt(script, message, "start") is { } begun)
                {
                    _firstPartials.Add(now - (begun.Start * 1000));
                }

                break;
            case "marker":
                lock (_markers)
                {
                    _lags.Add(now - _markers[message.GetProperty("id").GetString()!]);
                }

                break;
            case "summary":
                _heardSeconds = message.GetProperty("audio_seconds").GetDouble();
                break;
        }
    }

    /// <summary>The utterance that the message's times fall into; none when the server gave no times or cut elsewhere.</summary>
    private static SttUtterance? UtteranceAt(SttScript script, JsonElement message, string member)
    {
        if (!message.TryGetProperty(member, out JsonElement value))
        {
            return null;
        }

        double time = value.GetDouble();
        const double slack = 0.6;
        return member == "end"
            ? script.Utterances.FirstOrDefault(utterance => Math.Abs(utterance.End - time) < slack)
            : script.Utterances.FirstOrDefault(utterance => Math.Abs(utterance.Start - time) < slack);
    }

    private SttResult Result(SttScript script, double sent, string outcome)
    {
        string[] reference = [.. script.Utterances.SelectMany(utterance => WordErrors.Words(utterance.Text))];
        int errors = sent > 0 ? WordErrors.Count(reference, [.. _heard.SelectMany(WordErrors.Words)]) : 0;
        return new(_firstPartials, _finals, _lags, sent, double.IsNaN(_heardSeconds) ? 0 : _heardSeconds, sent > 0 ? reference.Length : 0, errors, outcome);
    }
}

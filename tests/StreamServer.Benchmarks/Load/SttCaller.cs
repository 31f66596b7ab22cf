using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace StreamServer.Benchmarks.Load;

/// <summary>
/// Sends one script at the pace of speech, with a marker now and then, and times what comes back. A frame is sent when its
/// last sample would have been spoken, as a microphone does; pacing is against the clock: a late frame is followed by the next
/// at once.
/// </summary>
internal sealed class SttCaller(SttLoad load)
{
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(20);

    private readonly Stopwatch _clock = new();
    private readonly Dictionary<string, double> _markers = [];
    private readonly List<double> _firstPartials = [];
    private readonly List<double> _finals = [];
    private readonly List<double> _lags = [];
    private readonly List<string> _heard = [];
    private readonly List<(double Start, double End)> _finalSpans = [];
    private double _heardSeconds = double.NaN;
    private bool _partialSeen;
    private int _partials;
    private WebSocketCloseStatus? _closed;
    private double _sentSeconds;

    public async Task<SttResult> RunAsync(SttScript script)
    {
        using ClientWebSocket socket = new();
        if (load.Key is not null)
        {
            socket.Options.SetRequestHeader("Authorization", $"Bearer {load.Key}");
        }

        socket.Options.CollectHttpResponseDetails = true;
        try
        {
            await socket.ConnectAsync(
                new Uri("ws" + load.Url.AbsoluteUri[4..].TrimEnd('/') + $"/ws/stt?interim_results={(load.Interim ? "true" : "false")}"),
                CancellationToken.None);
        }
        catch (WebSocketException) when ((int)socket.HttpStatusCode is 503 or 429)
        {
            return Result(script, SttResult.Refused);
        }
        catch (WebSocketException exception)
        {
            return Result(script, exception.Message);
        }

        _clock.Start();
        Task receiving = ReceiveAsync(socket, script);
        try
        {
            await SendAsync(socket, script);
            await receiving.WaitAsync(Drain);
            return Result(script, Outcome);
        }
        catch (Exception exception) when (exception is WebSocketException or TimeoutException or InvalidOperationException)
        {
            // A server that closed while we spoke lets the next message fail.
            return Result(script, _closed is null ? exception.Message : Outcome);
        }
    }

    private string Outcome => (int?)_closed switch
    {
        1000 when !double.IsNaN(_heardSeconds) => SttResult.Ok,
        1013 when !double.IsNaN(_heardSeconds) => SttResult.Shed,
        _ => $"closed with {(int?)_closed}{(double.IsNaN(_heardSeconds) ? " without a summary" : "")}",
    };

    private async Task SendAsync(ClientWebSocket socket, SttScript script)
    {
        int frame = (int)(load.FrameSeconds * 16000) * sizeof(short);
        double nextMarker = load.MarkerSeconds;
        for (int start = 0; start < script.Samples.Length; start += frame)
        {
            int end = Math.Min(start + frame, script.Samples.Length);
            double due = end / (double)SttScript.BytesPerSecond;
            double wait = due - _clock.Elapsed.TotalSeconds;
            if (wait > 0.001)
            {
                await Task.Delay(TimeSpan.FromSeconds(wait));
            }

            await socket.SendAsync(script.Samples.AsMemory(start..end), WebSocketMessageType.Binary, true, default);
            _sentSeconds = due;
            if (due >= nextMarker)
            {
                string id = $"m{nextMarker:F3}";
                nextMarker += load.MarkerSeconds;
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
                _closed = socket.CloseStatus;
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
                _finalSpans.Add((message.GetProperty("start").GetDouble(), message.GetProperty("end").GetDouble()));
                _partialSeen = false;
                if (UtteranceAt(script, message, "end") is { } ended)
                {
                    _finals.Add(now - (ended.End * 1000));
                }

                break;
            case "transcript":
                _partials++;
                if (_partialSeen)
                {
                    break;
                }

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

    private SttResult Result(SttScript script, string outcome)
    {
        double heard = double.IsNaN(_heardSeconds) ? 0 : _heardSeconds;
        SttUtterance[] spoken = [.. script.Utterances.TakeWhile(utterance => utterance.End <= heard)];
        int lost = spoken.Count(utterance => !_finalSpans.Any(final => final.Start < utterance.End && final.End > utterance.Start));
        string[] reference = [.. spoken.SelectMany(utterance => WordErrors.Words(utterance.Text))];
        int errors = WordErrors.Count(reference, [.. _heard.SelectMany(WordErrors.Words)]);
        return new(_partials, _firstPartials, _finals, _lags, _sentSeconds, heard, spoken.Length, lost, reference.Length, errors, outcome);
    }
}

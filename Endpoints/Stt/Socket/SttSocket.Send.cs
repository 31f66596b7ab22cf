using System.Buffers;
using System.Text.Json;
using StreamServer.Auth.Calls;
using StreamServer.Auth.Usage;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Stt.Protocols;
using StreamServer.Inference;
using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Endpoints.Stt.Socket;

/// <summary>The send loop: events to messages.</summary>
internal sealed partial class SttSocket
{
    private readonly ArrayBufferWriter<byte> _message = new(1024);
    private long _sequence;

    public ReadOnlyMemory<byte> RenderError(ErrorShape shape, StreamException failure)
    {
        Render(json =>
        {
            _protocol.WriteError(shape, failure, json);
            return true;
        });
        return _message.WrittenMemory;
    }

    /// <summary>Sends events until the outbox is closed and empty.</summary>
    private async Task SendAsync()
    {
        try
        {
            while (await _outbox.TakeAsync(_connection.Gone) is { } item)
            {
                await TellAsync(item);
            }
        }
        catch (Exception exception)
        {
            _connection.Fail(exception);
        }
    }

    private async ValueTask TellAsync(SttEvent item)
    {
        IReadOnlyList<SttText> ended = item switch
        {
            SttEvent.Transcript { Text: { IsFinal: true } final } => [final],
            Reply reply => reply.Ended,
            _ => [],
        };
        foreach (SttText text in ended.Where(text => text.Text.Length > 0))
        {
            _seat?.Add(text);
        }

        if (ended.Count > 0)
        {
            // On the disk before the client has it: no transcript without its record.
            await _meter.RecordAsync(UsageOf(ended, item));
        }

        if (item is SttEvent.Failure { Cause: var cause })
        {
            await _connection.SendErrorAsync(cause);
        }
        else if (Render(json => _protocol.Write(item, _session?.Settings ?? _settings, json)))
        {
            await _connection.SendAsync(_message.WrittenMemory, isText: true);
            if (item is SttEvent.Transcript)
            {
                TellWhatIsDue();
            }
        }
    }

    private static HearingUsage UsageOf(IReadOnlyList<SttText> ended, SttEvent item) => new()
    {
        Outcome = ended.Any(text => text.Failed) ? UsageOutcome.Failed : UsageOutcome.Ok,
        Latency = TimeSpan.FromMilliseconds(item is Reply reply ? reply.LatencyMs : ended[0].LatencyMs),
        Language = ended[0].Language,
        Text = string.Join(' ', ended.Select(text => text.Text)),
    };

    private bool Render(Func<Utf8JsonWriter, bool> write)
    {
        _message.ResetWrittenCount();
        using Utf8JsonWriter json = new(_message);
        json.WriteStartObject();
        if (!write(json))
        {
            return false;
        }

        json.WriteNumber("seq", _sequence++);
        json.WriteEndObject();
        json.Flush();
        return true;
    }
}

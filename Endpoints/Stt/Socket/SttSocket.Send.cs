using System.Buffers;
using System.Text.Json;
using StreamServer.Auth.Calls;
using StreamServer.Auth.Usage;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Stt.Protocols;
using StreamServer.Inference;
using StreamServer.Inference.Stt.Sessions;

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
        if (item is SttEvent.Transcript { Text: { IsFinal: true, Text.Length: > 0 } final })
        {
            _seat?.Add(final);
        }

        if (item is SttEvent.Transcript { Text.IsFinal: true } or RecordingHeard)
        {
            // On the disk before the client has it: no transcript without its record.
            await _meter.RecordAsync(UsageOf(item));
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

    private static HearingUsage UsageOf(SttEvent item) => item switch
    {
        SttEvent.Transcript { Text: var text } => new HearingUsage
        {
            Outcome = text.Failed ? UsageOutcome.Failed : UsageOutcome.Ok,
            Latency = TimeSpan.FromMilliseconds(text.LatencyMs),
            Language = text.Language,
            Text = text.Text,
        },
        RecordingHeard heard => new HearingUsage
        {
            Outcome = heard.Texts.Any(text => text.Failed) ? UsageOutcome.Failed : UsageOutcome.Ok,
            Latency = TimeSpan.FromMilliseconds(heard.LatencyMs),
            Language = heard.Texts.Count > 0 ? heard.Texts[0].Language : null,
            Text = string.Join(' ', heard.Texts.Select(text => text.Text)),
        },
        _ => throw new ArgumentOutOfRangeException(nameof(item), item, "An event that ends nothing."),
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

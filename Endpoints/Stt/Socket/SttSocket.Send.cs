using System.Buffers;
using System.Text.Json;
using StreamServer.Endpoints.Edge;
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

        if (item is SttEvent.Failure { Cause: var cause })
        {
            await _connection.SendErrorAsync(cause);
        }
        else if (Render(json => _protocol.Write(item, _session?.Settings ?? _settings, json)))
        {
            await _connection.SendAsync(_message.WrittenMemory, isText: true);
        }
    }

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

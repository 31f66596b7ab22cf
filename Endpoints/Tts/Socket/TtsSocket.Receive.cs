using System.Text.Json;
using StreamServer.Endpoints.Sockets;
using StreamServer.Inference;
using StreamServer.Inference.Tts.Prompt;

namespace StreamServer.Endpoints.Tts.Socket;

/// <summary>Text to sentences, sentences to utterances. What is called by the receive loop alone says so.</summary>
internal sealed partial class TtsSocket
{
    /// <summary>
    /// Utterances that wait to be spoken; then the receive loop waits and TCP holds the client back, a <c>clear</c> behind them
    /// too.
    /// </summary>
    private const int MaxWaiting = 1024;

    /// <summary>Texts of the greatest length whose characters may wait.</summary>
    private const int MaxWaitingTexts = 8;

    // Of the receive loop.
    private Utterance? _open;
    private bool _isWarned;

    // Guarded by the gate; completed when something was spoken.
    private TaskCompletionSource? _room;

    public async ValueTask ReceiveAsync(SocketMessage message)
    {
        try
        {
            using JsonDocument document = SocketJson.Parse(message);
            await TakeAsync(document.RootElement);
        }
        finally
        {
            message.Return();
        }
    }

    private async ValueTask TakeAsync(JsonElement message)
    {
        string? type = message.TryGetProperty("type", out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
        switch (type?.ToLowerInvariant())
        {
            case "speak":
                await WaitForRoomAsync();
                await SpeakAsync(message);
                break;

            case "flush":
                // A flush without text is answered too: the client may wait for it.
                await WaitForRoomAsync();
                Open();
                Flush();
                break;

            case "clear":
                _open = null;
                ClearAll();
                await SendAsync(TtsSocketMessage.Cleared());
                break;

            case "keepalive":
                break;

            case "close":
                _connection.Finish(ConnectionEnd.Done);
                break;

            default:
                throw new StreamException(
                    StreamError.ClientBadMessage, "type must be one of speak, flush, clear, keepalive, close.", "type");
        }
    }

    private async ValueTask SpeakAsync(JsonElement message)
    {
        if (!message.TryGetProperty("text", out JsonElement text) || text.ValueKind != JsonValueKind.String)
        {
            throw new StreamException(StreamError.ClientBadMessage, "A speak message needs a string 'text'.", "text");
        }

        Utterance utterance = Open();
        string piece = text.GetString()!;
        utterance.Characters += piece.Length;
        if (utterance.Characters > _services.Options.MaxText)
        {
            throw new StreamException(
                StreamError.ClientTooLarge,
                $"An utterance has more than {_services.Options.MaxText} characters; send flush between utterances.",
                "text");
        }

        if (_connection.IsEnding)
        {
            return;
        }

        await utterance.Meter.TakeAsync(piece.Length, _connection.Gone);
        utterance.Said += piece;
        if (!_isWarned && utterance.Meter.Warning is { } warning)
        {
            _isWarned = true;
            await SendAsync(TtsSocketMessage.Warn("quota_low", warning));
        }

        if (utterance.Text.Append(piece) is { } sentences)
        {
            AddChunks(utterance, sentences);
        }
    }

    /// <summary>
    /// Of the receive loop: the connection ends with <see cref="ConnectionEnd.Done"/> in it, or after the last utterance.
    /// </summary>
    private void Flush()
    {
        if (_open is { } utterance)
        {
            AddChunks(utterance, utterance.Text.Take());
            utterance.Flush();
            _open = null;
        }
    }

    private void AddChunks(Utterance utterance, string text)
    {
        foreach (TextChunk chunk in _lease.Chunk(_call.Speech with { Text = text }, isFirst: utterance.ChunkCount == 0))
        {
            utterance.Add(chunk);
        }
    }

    private Utterance Open()
    {
        if (_open is null)
        {
            _open = new Utterance(_count++, _terms.MeasureSpeech(_lease.Models.Entry.Name), _connection.Gone);
            lock (_gate)
            {
                _live.Add(_open);
            }

            // No: the connection is ending, and nobody will speak it.
            if (!_utterances.Writer.TryWrite(_open))
            {
                Forget(_open);
            }
        }

        return _open;
    }

    private async ValueTask WaitForRoomAsync()
    {
        while (!_connection.IsEnding)
        {
            Task changed;
            lock (_gate)
            {
                long characters = _live.Sum(utterance => (long)utterance.Characters);
                if (_live.Count < MaxWaiting && characters < (long)MaxWaitingTexts * _services.Options.MaxText)
                {
                    return;
                }

                _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                changed = _room.Task;
            }

            await changed.WaitAsync(_connection.Gone);
        }
    }

    private void MakeRoom()
    {
        lock (_gate)
        {
            _room?.TrySetResult();
            _room = null;
        }
    }
}

namespace StreamServer.Inference.Stt.Sessions;

/// <summary>
/// Events that wait to be sent. Transcripts of models arrive on pool threads and must not wait, so the queue itself has no
/// bound: the session stops taking audio while <see cref="IsCrowded"/>. Of partials and "still speaking" only the newest of
/// each channel is kept. Thread-safe; one reader.
/// </summary>
internal sealed class SttOutbox
{
    /// <summary>From here on a session takes no more audio: its client does not read.</summary>
    private const int Crowd = 64;

    private readonly Lock _gate = new();
    private readonly StateSignal _changed = new();

    // Guarded by the gate.
    private readonly Queue<SttEvent> _events = new();
    private readonly SortedDictionary<(int Channel, bool IsText), SttEvent> _latest = [];
    private bool _isClosed;

    public bool IsCrowded
    {
        get
        {
            lock (_gate)
            {
                return _events.Count >= Crowd;
            }
        }
    }

    /// <returns>Whether it takes the place of a partial that was not sent yet.</returns>
    public bool Add(SttEvent item)
    {
        bool replaces = false;
        lock (_gate)
        {
            switch (item)
            {
                case SttEvent.Transcript { Text: { IsFinal: false } partial }:
                    replaces = _latest.ContainsKey((partial.Channel, true));
                    _latest[(partial.Channel, true)] = item;
                    break;
                case SttEvent.Speaking speaking:
                    _latest[(speaking.Channel, false)] = item;
                    break;
                case SttEvent.Marker:
                    // It says that everything before it has been told.
                    foreach (SttEvent latest in _latest.Values)
                    {
                        _events.Enqueue(latest);
                    }

                    _latest.Clear();
                    _events.Enqueue(item);
                    break;
                default:
                    Outdate(item);
                    _events.Enqueue(item);
                    break;
            }
        }

        _changed.Pulse();
        return replaces;
    }

    /// <summary>Drops transcripts that were not sent.</summary>
    public void DropTranscripts()
    {
        lock (_gate)
        {
            _latest.Clear();
            for (int count = _events.Count; count > 0; count--)
            {
                SttEvent item = _events.Dequeue();
                if (item is not SttEvent.Transcript)
                {
                    _events.Enqueue(item);
                }
            }
        }

        _changed.Pulse();
    }

    /// <summary>Nothing will be added any more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
        }

        _changed.Pulse();
    }

    /// <returns>The next event; null when the box is closed and empty.</returns>
    public async ValueTask<SttEvent?> TakeAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Task changed = _changed.Task;
            if (TryTake(out SttEvent? item) || item is null && IsDone())
            {
                return item;
            }

            await changed.WaitAsync(cancellation);
        }
    }

    /// <summary>Completes when the client has read enough for more to come.</summary>
    public async ValueTask WaitForRoomAsync(CancellationToken cancellation)
    {
        while (IsCrowded)
        {
            Task changed = _changed.Task;
            if (IsCrowded)
            {
                await changed.WaitAsync(cancellation);
            }
        }
    }

    /// <summary>What waits in a slot must not come after the event that ends it.</summary>
    private void Outdate(SttEvent item)
    {
        if (item is SttEvent.Transcript { Text: var final })
        {
            _latest.Remove((final.Channel, true));
        }
        else if (item is SttEvent.SpeechEnded ended)
        {
            _latest.Remove((ended.Channel, false));
        }
    }

    private bool IsDone()
    {
        lock (_gate)
        {
            return _isClosed && _events.Count == 0 && _latest.Count == 0;
        }
    }

    private bool TryTake(out SttEvent? item)
    {
        lock (_gate)
        {
            if (!_events.TryDequeue(out item))
            {
                if (_latest.Count == 0)
                {
                    return false;
                }

                ((int, bool) slot, item) = _latest.First();
                _latest.Remove(slot);
            }
        }

        _changed.Pulse();
        return true;
    }
}

using System.Diagnostics.CodeAnalysis;
using StreamServer.Inference.Stt.Settings;

namespace StreamServer.Inference.Stt.Meetings;

/// <summary>
/// Meetings by name, in memory: each is forgotten when nothing was said for a while, and there are only so many. Thread-safe.
/// </summary>
internal sealed class MeetingTranscripts(SttOptions options, TimeProvider time)
{
    /// <summary>Looking through all meetings at every join would be a way to keep the server busy.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMinutes(1);

    private readonly MeetingSpace _space = new();
    private readonly Lock _gate = new();

    // Guarded by the gate.
    private readonly Dictionary<string, Meeting> _meetings = new(StringComparer.Ordinal);
    private long _lookedAt = time.GetTimestamp();

    /// <summary>A socket joins a meeting, which begins when it is the first.</summary>
    /// <exception cref="StreamException">
    /// <see cref="StreamError.ServerBusy"/>: there are too many, and somebody is in each of them.
    /// </exception>
    public MeetingSeat Join(string name, string participant)
    {
        lock (_gate)
        {
            Look();
            if (!_meetings.TryGetValue(name, out Meeting? meeting))
            {
                if (_meetings.Count >= options.MaxMeetings || _space.IsFull)
                {
                    MakeRoom();
                }

                meeting = new Meeting(time, _space);
                _meetings.Add(name, meeting);
            }
            else if (IsOver(meeting))
            {
                Forget(name);
                _meetings.Add(name, meeting = new Meeting(time, _space));
            }

            return meeting.Join(participant);
        }
    }

    public bool TryFind(string name, [NotNullWhen(true)] out Meeting? meeting)
    {
        lock (_gate)
        {
            Look();
            return _meetings.TryGetValue(name, out meeting) && !IsOver(meeting);
        }
    }

    private bool IsOver(Meeting meeting) => meeting.Unused > TimeSpan.FromHours(options.MeetingHours);

    private void Look()
    {
        if (time.GetElapsedTime(_lookedAt) < LookInterval)
        {
            return;
        }

        _lookedAt = time.GetTimestamp();
        foreach (string name in _meetings.Where(pair => IsOver(pair.Value)).Select(pair => pair.Key).ToArray())
        {
            Forget(name);
        }
    }

    /// <summary>The one that nobody is in and that was not used for the longest time goes.</summary>
    private void MakeRoom()
    {
        string? oldest = _meetings.Where(pair => !pair.Value.IsAttended).OrderByDescending(pair => pair.Value.Unused).FirstOrDefault().Key;
        if (oldest is not null)
        {
            Forget(oldest);
        }
        else if (_meetings.Count >= options.MaxMeetings)
        {
            throw new StreamException(
                StreamError.ServerBusy, $"There are {options.MaxMeetings} meetings, and somebody is in each of them.");
        }
    }

    private void Forget(string name)
    {
        if (_meetings.Remove(name, out Meeting? meeting))
        {
            meeting.Forget();
        }
    }
}

using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using StreamServer.Inference.Stt.Settings;

namespace StreamServer.Inference.Stt.Meetings;

/// <summary>Meetings by name, in memory: each is forgotten when nothing was said for a while. Thread-safe.</summary>
internal sealed class MeetingTranscripts(SttOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Meeting> _meetings = new(StringComparer.Ordinal);

    /// <summary>A socket joins a meeting, which begins when it is the first.</summary>
    public MeetingSeat Join(string name, string participant)
    {
        Forget();
        return _meetings.GetOrAdd(name, _ => new Meeting(time)).Join(participant);
    }

    public bool TryFind(string name, [NotNullWhen(true)] out Meeting? meeting)
    {
        Forget();
        return _meetings.TryGetValue(name, out meeting);
    }

    private void Forget()
    {
        TimeSpan limit = TimeSpan.FromHours(options.MeetingHours);
        foreach ((string name, Meeting meeting) in _meetings)
        {
            if (meeting.Unused > limit)
            {
                _meetings.TryRemove(name, out _);
            }
        }
    }
}

using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Inference.Stt.Meetings;

/// <summary>One socket's place in a meeting.</summary>
/// <param name="meeting">Where its lines go.</param>
/// <param name="participant">Its name; with several channels, their names separated by commas.</param>
/// <param name="joinedAt">Time of the meeting at which its clock starts.</param>
internal sealed class MeetingSeat(Meeting meeting, string participant, TimeSpan joinedAt) : IDisposable
{
    private readonly string[] _names = participant.Split(',', StringSplitOptions.TrimEntries);

    private int _isLeft;

    /// <summary>Files a final.</summary>
    public void Add(SttText text)
    {
        string name = text.Channel < _names.Length
            ? _names[text.Channel]
            : $"{_names[0]} {text.Channel + 1}";
        TimeSpan at = text.SpokenAt is { } spoken ? meeting.TimeOf(spoken) : joinedAt + TimeSpan.FromSeconds(text.Start);
        meeting.Add(new MeetingLine(at, name, text.Text, text.Confidence));
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isLeft, 1) == 0)
        {
            meeting.Leave();
        }
    }
}

using StreamServer.Inference.Stt.Meetings;

namespace StreamServer.Endpoints.Stt.Meetings;

/// <summary>One utterance of a meeting.</summary>
/// <param name="ParticipantId">Name as the socket gave it.</param>
/// <param name="Text">What was said.</param>
/// <param name="Timestamp">Seconds since the meeting began.</param>
/// <param name="Confidence">0 to 1.</param>
internal sealed record MeetingEntry(string ParticipantId, string Text, double Timestamp, double Confidence)
{
    public static MeetingEntry Of(MeetingLine line) =>
        new(line.Participant, line.Text, Math.Round(line.At.TotalSeconds, 3), Math.Round(line.Confidence, 3));
}

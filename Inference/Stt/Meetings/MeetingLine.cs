namespace StreamServer.Inference.Stt.Meetings;

/// <summary>What one participant said.</summary>
/// <param name="At">Time since the meeting began.</param>
/// <param name="Participant">Name as the socket gave it.</param>
/// <param name="Text">One utterance.</param>
/// <param name="Confidence">Mean probability of its pieces.</param>
internal readonly record struct MeetingLine(TimeSpan At, string Participant, string Text, float Confidence = 0)
{
    /// <summary><c>[MM:SS] participant: text</c>; minutes go on over 59.</summary>
    public override string ToString() => $"[{(int)At.TotalMinutes:00}:{At.Seconds:00}] {Participant}: {Text}";
}

namespace StreamServer.Inference.Stt.Meetings;

/// <summary>What one participant said.</summary>
/// <param name="At">Time since the meeting began.</param>
/// <param name="Participant">Name as the socket gave it.</param>
/// <param name="Text">One utterance.</param>
internal readonly record struct MeetingLine(TimeSpan At, string Participant, string Text);

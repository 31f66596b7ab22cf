using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Endpoints.Stt.Protocols;

/// <summary>The answer to one message of audio, in dialects that give exactly one to each.</summary>
/// <param name="Texts">What it tells, in order of time: utterances that have ended, and the open ones so far.</param>
/// <param name="Ended">Of these, those that have ended since the answer before.</param>
/// <param name="IsFinal">The client asked for an end here.</param>
/// <param name="LatencyMs">From the message's arrival.</param>
/// <param name="Warnings">What would be messages of their own in other dialects.</param>
internal sealed record Reply(
    IReadOnlyList<SttText> Texts,
    IReadOnlyList<SttText> Ended,
    bool IsFinal,
    double LatencyMs,
    IReadOnlyList<SttEvent.Warning> Warnings) : SttEvent
{
    /// <summary>All texts as one.</summary>
    public string Text => string.Join(' ', Texts.Where(text => text.Text.Length > 0).Select(text => text.Text));
}

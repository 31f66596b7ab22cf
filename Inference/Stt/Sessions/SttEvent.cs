using StreamServer.Inference.Stt.Settings;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Inference.Stt.Sessions;

/// <summary>What a session tells its socket.</summary>
internal abstract record SttEvent
{
    /// <summary>Speech is certain.</summary>
    /// <param name="Channel">Channel that was heard.</param>
    /// <param name="At">Seconds at which it began.</param>
    /// <param name="Probability">Of the window that made it certain.</param>
    internal sealed record SpeechStarted(int Channel, double At, float Probability) : SttEvent;

    /// <summary>Somebody speaks; from time to time.</summary>
    /// <param name="Channel">Channel that was heard.</param>
    /// <param name="At">Seconds of the last window.</param>
    /// <param name="Probability">Of the last window.</param>
    internal sealed record Speaking(int Channel, double At, float Probability) : SttEvent;

    /// <summary>An utterance has ended; its final follows.</summary>
    /// <param name="Channel">Channel that was heard.</param>
    /// <param name="At">Seconds at which speech ended.</param>
    /// <param name="Probability">Of the last window.</param>
    internal sealed record SpeechEnded(int Channel, double At, float Probability) : SttEvent;

    /// <summary>A partial or a final.</summary>
    internal sealed record Transcript(SttText Text) : SttEvent;

    /// <summary>All audio before the client's marker is accounted for.</summary>
    internal sealed record Marker(string Id) : SttEvent;

    /// <summary>Settings have changed; this is what holds now.</summary>
    /// <param name="Settings">What holds.</param>
    /// <param name="Flow">How the audio came so far.</param>
    internal sealed record Configured(SttSessionSettings Settings, AudioFlow Flow) : SttEvent;

    /// <summary>Something that the client should know and that does not end the session.</summary>
    internal sealed record Warning(string Code, string Message) : SttEvent;

    /// <summary>Why the session ends, when that is not by the client's wish.</summary>
    internal sealed record Failure(StreamException Cause) : SttEvent;

    /// <summary>The session ends; nothing follows.</summary>
    internal sealed record Summary(SttSummary Totals) : SttEvent;
}

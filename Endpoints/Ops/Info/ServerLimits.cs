namespace StreamServer.Endpoints.Ops.Info;

/// <summary>What one call may bring.</summary>
/// <param name="MaxBodyBytes">Of an ordinary request.</param>
/// <param name="MaxUploadBytes">Of a recording.</param>
/// <param name="MaxRecordingSeconds">Of audio in a recording.</param>
/// <param name="MaxMessageBytes">Of a message on a speech to text socket.</param>
/// <param name="MaxUtteranceSeconds">Longer speech is cut at its quietest place.</param>
/// <param name="MaxTextCharacters">Of a text that is to be spoken.</param>
/// <param name="IdleSeconds">After which a silent speech to text socket is closed.</param>
internal sealed record ServerLimits(
    int MaxBodyBytes,
    int MaxUploadBytes,
    int MaxRecordingSeconds,
    int MaxMessageBytes,
    double MaxUtteranceSeconds,
    int MaxTextCharacters,
    double IdleSeconds);

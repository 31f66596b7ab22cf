using StreamServer.Endpoints.Access;
using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Settings;

namespace StreamServer.Endpoints.Stt.Protocols;

/// <summary>The first message of a session.</summary>
/// <param name="Session">Its name.</param>
/// <param name="Model">Model that listens.</param>
/// <param name="Device">What it runs on.</param>
/// <param name="MaxFrameBytes">Largest message that it takes.</param>
/// <param name="IdleSeconds">How long it waits for the next message.</param>
/// <param name="Settings">What holds.</param>
/// <param name="Quotas">Where the caller's limits stand; null where he has none.</param>
internal sealed record SessionReady(
    string Session,
    string Model,
    string Device,
    int MaxFrameBytes,
    double IdleSeconds,
    SttSessionSettings Settings,
    IReadOnlyList<LimitInfo>? Quotas) : SttEvent;

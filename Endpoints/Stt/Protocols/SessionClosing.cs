using StreamServer.Inference.Stt.Sessions;

namespace StreamServer.Endpoints.Stt.Protocols;

/// <summary>The server stops.</summary>
/// <param name="Left">Time until the connection is closed at the latest.</param>
internal sealed record SessionClosing(TimeSpan Left) : SttEvent;

namespace StreamServer.Endpoints.Tts;

/// <summary>Answer of <c>GET /v1/tts/health</c>.</summary>
internal sealed record TtsHealth(string Status, string? Reason, string? Model, int Slots, int SlotsUsed, int Waiting);

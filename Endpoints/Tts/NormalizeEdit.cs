namespace StreamServer.Endpoints.Tts;

/// <summary>One replacement.</summary>
internal sealed record NormalizeEdit(string From, string To);

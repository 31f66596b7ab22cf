namespace StreamServer.Endpoints.Tts.Voices;

/// <summary>One voice, as <c>/v1/tts/voices</c> shows it.</summary>
internal sealed record VoiceInfo(string Name, string Friendly, string? Description, bool Cloned);

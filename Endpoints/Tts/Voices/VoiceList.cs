namespace StreamServer.Endpoints.Tts.Voices;

/// <summary>Answer of <c>GET /v1/tts/voices</c>; the first voice is the default.</summary>
internal sealed record VoiceList(string Model, IReadOnlyList<VoiceInfo> Voices);

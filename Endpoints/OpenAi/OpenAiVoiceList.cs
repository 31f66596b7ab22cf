namespace StreamServer.Endpoints.OpenAi;

/// <summary>Answer of <c>GET /v1/audio/voices</c>.</summary>
internal sealed record OpenAiVoiceList(IReadOnlyList<OpenAiVoice> Voices);

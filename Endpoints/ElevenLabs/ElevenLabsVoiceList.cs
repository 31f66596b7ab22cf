namespace StreamServer.Endpoints.ElevenLabs;

/// <summary>Answer of <c>GET /v1/voices</c> and <c>/v2/voices</c>: all voices, on one page.</summary>
internal sealed record ElevenLabsVoiceList(IReadOnlyList<ElevenLabsVoice> Voices, bool HasMore, int TotalCount);

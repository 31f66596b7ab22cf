namespace StreamServer.Endpoints.ElevenLabs;

/// <summary>Body of an error on an ElevenLabs route.</summary>
internal sealed record ElevenLabsError(ElevenLabsErrorDetail Detail);

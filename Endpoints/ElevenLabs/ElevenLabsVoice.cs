namespace StreamServer.Endpoints.ElevenLabs;

/// <summary>One voice.</summary>
/// <param name="VoiceId">What the path takes: the voice's name here.</param>
/// <param name="Name">For people.</param>
/// <param name="Category"><c>premade</c> or <c>cloned</c>.</param>
/// <param name="Description">What it really is.</param>
/// <param name="Labels">None.</param>
internal sealed record ElevenLabsVoice(
    string VoiceId, string Name, string Category, string? Description, IReadOnlyDictionary<string, string> Labels);

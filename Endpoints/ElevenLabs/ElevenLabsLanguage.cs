namespace StreamServer.Endpoints.ElevenLabs;

/// <param name="LanguageId">Such as <c>en</c>.</param>
/// <param name="Name">Such as English.</param>
internal sealed record ElevenLabsLanguage(string LanguageId, string Name);

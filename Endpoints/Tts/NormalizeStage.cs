namespace StreamServer.Endpoints.Tts;

/// <summary>What one stage did.</summary>
internal sealed record NormalizeStage(string Stage, string Text, IReadOnlyList<NormalizeEdit> Edits);

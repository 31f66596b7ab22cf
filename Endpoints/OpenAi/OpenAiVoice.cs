namespace StreamServer.Endpoints.OpenAi;

/// <summary>One voice of <c>GET /v1/audio/voices</c>.</summary>
/// <param name="Id">What <c>voice</c> takes.</param>
/// <param name="Name">For people.</param>
/// <param name="Aliases">OpenAI's names that stand for it.</param>
/// <param name="Description">What it really is.</param>
internal sealed record OpenAiVoice(string Id, string Name, IReadOnlyList<string> Aliases, string? Description);

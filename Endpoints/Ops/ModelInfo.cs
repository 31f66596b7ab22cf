namespace StreamServer.Endpoints.Ops;

/// <summary>One model as <c>/v1/models</c> shows it: OpenAI's members first, then ours.</summary>
/// <param name="Aliases">OpenAI's names that stand for it.</param>
/// <param name="ResolvesTo">The model that the id, being one of OpenAI's names, stands for.</param>
internal sealed record ModelInfo(
    string Id,
    string Object,
    long Created,
    string OwnedBy,
    string Role,
    string Kind,
    bool Loaded,
    bool Installed,
    IReadOnlyList<string> Languages,
    int SampleRate,
    string Licence,
    string Source,
    string? Notice,
    IReadOnlyList<string>? Aliases,
    string? ResolvesTo);

namespace StreamServer.Endpoints.Ops;

/// <summary>One model as <c>/v1/models</c> shows it: OpenAI's members first, then ours.</summary>
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
    string? Notice);

namespace StreamServer.Benchmarks.Load;

/// <summary>What to ask of the server.</summary>
/// <param name="Url">Base address of the running server.</param>
/// <param name="Stt">Numbers of concurrent streams to try, one run each; empty for none.</param>
/// <param name="Tts">Numbers of concurrent requests to try, one run each; empty for none.</param>
/// <param name="Seconds">Length of one stream, in seconds of speech and pauses.</param>
/// <param name="Requests">Requests of one text-to-speech run; 0 means four rounds of the concurrency, at least 16.</param>
/// <param name="Speaker">Voice, by name.</param>
/// <param name="Json">File for the figures, or null.</param>
/// <param name="Key">API key, or null.</param>
internal sealed record LoadOptions(
    Uri Url,
    IReadOnlyList<int> Stt,
    IReadOnlyList<int> Tts,
    int Seconds,
    int Requests,
    string Speaker,
    string? Json,
    string? Key);

namespace StreamServer.Benchmarks.Load;

/// <summary>How streams are sent.</summary>
/// <param name="Url">Base address of the server.</param>
/// <param name="Key">API key, or null.</param>
/// <param name="Seconds">Length of one stream, in seconds of speech and pauses.</param>
/// <param name="FrameSeconds">Audio of one message.</param>
/// <param name="MarkerSeconds">Time between two markers, by which the lag is measured.</param>
/// <param name="Interim">Whether partials are wanted.</param>
internal sealed record SttLoad(Uri Url, string? Key, double Seconds, double FrameSeconds = 0.02, double MarkerSeconds = 1,
    bool Interim = true);

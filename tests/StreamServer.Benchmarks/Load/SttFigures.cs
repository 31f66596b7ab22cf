namespace StreamServer.Benchmarks.Load;

/// <summary>Figures of one speech-to-text run.</summary>
internal sealed record SttFigures(
    int Streams,
    int Refused,
    int Failed,
    double SentSeconds,
    double HeardSeconds,
    Percentiles FirstPartialMs,
    Percentiles FinalMs,
    Percentiles LagMs,
    double WordErrorRate);

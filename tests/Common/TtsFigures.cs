namespace StreamServer.Testing;

/// <summary>Figures of one speech run.</summary>
internal sealed record TtsFigures(
    int Concurrency,
    int Requests,
    int Refused,
    int Failed,
    double WallSeconds,
    double RequestsPerSecond,
    double AudioSecondsPerSecond,
    Percentiles FirstAudioMs,
    Percentiles TotalMs,
    Percentiles Rtf,
    double C50,
    double C100,
    double C200);

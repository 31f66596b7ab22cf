namespace StreamServer.Models.Download;

/// <summary>When a download gives up.</summary>
internal sealed record DownloadLimits
{
    /// <summary>Tries in a row that bring nothing new.</summary>
    public int Tries { get; init; } = 6;

    /// <summary>The first pause after a failed try; it doubles.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest wait for a connection.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest wait for an answer or for more of it.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(30);
}

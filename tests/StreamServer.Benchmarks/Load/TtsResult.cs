namespace StreamServer.Benchmarks.Load;

/// <summary>One speech request as the client saw it. Times in milliseconds.</summary>
/// <param name="FirstAudio">Request sent to the first byte after the header; NaN when refused.</param>
/// <param name="Total">Request sent to the last byte.</param>
/// <param name="AudioSeconds">Seconds of audio received.</param>
/// <param name="LargestUnderrun">The longest gap that a player would have had.</param>
/// <param name="Status">HTTP status; 0 when the connection broke.</param>
internal sealed record TtsResult(double FirstAudio, double Total, double AudioSeconds, double LargestUnderrun, int Status)
{
    public bool Ok => Status == 200 && AudioSeconds > 0;
}

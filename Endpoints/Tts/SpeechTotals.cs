using System.Globalization;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference;

namespace StreamServer.Endpoints.Tts;

/// <summary>What is only known at the end of a streamed response; sent as trailers.</summary>
/// <param name="RealTimeFactor">Time taken over audio made.</param>
/// <param name="AudioSeconds">Audio made.</param>
/// <param name="Timing">Value of <see cref="TimingHeader"/>.</param>
/// <param name="IsCutShort">The server's stop left some of the text unsaid.</param>
internal readonly record struct SpeechTotals(double RealTimeFactor, double AudioSeconds, string Timing, bool IsCutShort = false)
{
    /// <summary>How long each stage took (https://www.w3.org/TR/server-timing).</summary>
    public const string TimingHeader = "Server-Timing";

    public const string RealTimeFactorHeader = "X-RTF";
    public const string AudioSecondsHeader = "X-Audio-Seconds";

    /// <summary>There only when the speech was cut short: why, as the stable code of the error.</summary>
    public const string CutShortHeader = "X-Cut-Short";

    public static string CutShortReason => Errors.Of(StreamError.ServerStopping).Code;

    /// <summary>Header names and values.</summary>
    public IEnumerable<KeyValuePair<string, string>> Headers =>
    [
        new(RealTimeFactorHeader, RealTimeFactor.ToString("0.###", CultureInfo.InvariantCulture)),
        new(AudioSecondsHeader, AudioSeconds.ToString("0.###", CultureInfo.InvariantCulture)),
        new(TimingHeader, Timing),
        .. IsCutShort ? [new(CutShortHeader, CutShortReason)] : Array.Empty<KeyValuePair<string, string>>(),
    ];
}

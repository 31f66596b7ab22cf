using System.Globalization;

namespace StreamServer.Endpoints.Tts;

/// <summary>What is only known at the end of a streamed response; sent as trailers.</summary>
internal readonly record struct SpeechFigures(double RealTimeFactor, double AudioSeconds)
{
    public const string RealTimeFactorHeader = "X-RTF";
    public const string AudioSecondsHeader = "X-Audio-Seconds";

    /// <summary>Header names and values.</summary>
    public IEnumerable<KeyValuePair<string, string>> Headers =>
    [
        new(RealTimeFactorHeader, RealTimeFactor.ToString("0.###", CultureInfo.InvariantCulture)),
        new(AudioSecondsHeader, AudioSeconds.ToString("0.###", CultureInfo.InvariantCulture)),
    ];
}

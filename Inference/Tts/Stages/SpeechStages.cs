using System.Globalization;

namespace StreamServer.Inference.Tts.Stages;

/// <summary>
/// Times of one response: each stage lasts from the end of the one before, so that they add up to the first audio. Marked by
/// whichever thread ends a stage; the first mark counts, so that later chunks of the response change nothing. Thread-safe.
/// </summary>
internal sealed class SpeechStages(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private readonly long[] _ends = new long[Names.Length];
    private long _encoding;

    /// <summary>Of <c>Server-Timing</c>, of labels and of events in traces.</summary>
    public static string[] Names { get; } = ["normalise", "queue", "prefill", "first_token", "first_window", "encode"];

    /// <summary>Stages that were gone through, in order.</summary>
    public IEnumerable<(string Name, TimeSpan Took)> Durations
    {
        get
        {
            long before = _start;
            for (int i = 0; i < (int)SpeechStage.Encode; i++)
            {
                if (Volatile.Read(ref _ends[i]) is not 0 and long end)
                {
                    yield return (Names[i], time.GetElapsedTime(before, end));
                    before = end;
                }
            }

            if (Volatile.Read(ref _encoding) is not 0 and long encoding)
            {
                yield return (Names[(int)SpeechStage.Encode], time.GetElapsedTime(0, encoding));
            }
        }
    }

    /// <summary>Value of the header <c>Server-Timing</c>: durations in milliseconds (https://www.w3.org/TR/server-timing).</summary>
    public string Header => string.Join(", ", Durations.Select(stage =>
        string.Create(CultureInfo.InvariantCulture, $"{stage.Name};dur={stage.Took.TotalMilliseconds:0.###}")));

    /// <summary>The stage ends now.</summary>
    public void Mark(SpeechStage stage) => Interlocked.CompareExchange(ref _ends[(int)stage], time.GetTimestamp(), 0);

    /// <summary>Encoding has taken so much longer.</summary>
    /// <param name="since">Timestamp.</param>
    public void Encoded(long since) => Interlocked.Add(ref _encoding, Math.Max(1, time.GetTimestamp() - since));
}

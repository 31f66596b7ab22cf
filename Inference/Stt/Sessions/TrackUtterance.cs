using StreamServer.Inference.Stt.Jobs;

namespace StreamServer.Inference.Stt.Sessions;

/// <summary>One stretch of speech of one stream, from its first sample to its final. Guarded by its track's gate.</summary>
/// <param name="stream">Stream for the scheduler.</param>
/// <param name="number">Number within the session.</param>
/// <param name="start">First sample, on the session's clock.</param>
internal sealed class TrackUtterance(long stream, int number, long start)
{
    public SttUtterance Identity { get; } = new(stream);

    public int Number { get; } = number;

    public long Start { get; } = start;

    /// <summary>First sample after it; 0 while it is open.</summary>
    public long End { get; set; }

    /// <summary>First sample after the last speech: where latency counts from.</summary>
    public long SpeechEnd { get; set; }

    /// <summary>Up to where text was asked for.</summary>
    public long AskedUpTo { get; set; } = start;

    /// <summary>The text that was asked for last was dropped.</summary>
    public bool IsBehind { get; set; }

    public SttJob? Partial { get; set; }

    public SttJob? Speculative { get; set; }

    /// <summary>The speculation has an outcome.</summary>
    public bool SpeculativeDone { get; set; }

    /// <summary>The job whose outcome is the final; may be the promoted speculation.</summary>
    public SttJob? Final { get; set; }

    /// <summary>The final's outcome is there.</summary>
    public bool IsDone { get; set; }

    /// <summary>Silence ended it: no command, no cut.</summary>
    public bool EndedBySilence => IsEnded && SpeechEnd < End;

    /// <summary>Answers a command.</summary>
    public bool Forced { get; set; }

    /// <summary>The client does not want it any more.</summary>
    public bool Discarded { get; set; }

    public bool IsEnded => End > 0;

    /// <summary>The last partial that was told: one that says the same is not told again.</summary>
    public (string Text, int Stable) Shown { get; set; }

    public PartialStabilizer Stabilizer { get; } = new();
}

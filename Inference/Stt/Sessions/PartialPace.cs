namespace StreamServer.Inference.Stt.Sessions;

/// <summary>How often a growing utterance is transcribed anew. Pure.</summary>
internal static class PartialPace
{
    /// <summary>Up to this share of busy time there is room for every partial.</summary>
    private const double Relaxed = 0.5;

    private const double MaxStretch = 8;

    /// <summary>New audio between two partials: the wish while the engine has time, up to eight times of it when it has none.</summary>
    /// <param name="wish">Interval without load.</param>
    /// <param name="utilisation">Share of time in which the engine is busy, 0 to 1.</param>
    public static TimeSpan Interval(TimeSpan wish, double utilisation)
    {
        double load = Math.Clamp((utilisation - Relaxed) / (1 - Relaxed), 0, 1);
        return wish * (1 + ((MaxStretch - 1) * load * load));
    }
}

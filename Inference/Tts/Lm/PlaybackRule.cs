namespace StreamServer.Inference.Tts.Lm;

/// <summary>
/// Decides who may begin, so that whoever plays never waits (docs/decisions/0036). Pure but for what it asks of the capacity.
/// </summary>
internal static class PlaybackRule
{
    /// <summary>Share of what the machine makes that may be promised.</summary>
    public const double Margin = 0.9;

    /// <summary>The same of the time in which a window is expected: others' windows may be larger.</summary>
    private const double WindowMargin = 0.8;

    /// <summary>Windows that are looked at one by one: by then they are of the largest size.</summary>
    private const int Windows = 16;

    /// <summary>Each window is so much larger than the one before; see <c>WindowPlan</c>.</summary>
    private const double Growth = 1.6;

    /// <summary>
    /// Seconds of sound a second that a client needs from now on who holds b and has L to come: L / (L + b), so that the last is there when
    /// he has played the others.
    /// </summary>
    public static double NeededRate(PlaybackView view) =>
        view.Left <= 0 ? 0 : view.Speed * view.Left / (view.Left + Math.Max(0, view.Ahead));

    /// <summary>
    /// Seconds by which a client's largest gap would be too long for what he holds, when his windows come one after the other at the pace
    /// of a machine that so many share; negative when there is time to spare.
    /// </summary>
    /// <param name="view">He; what one run may keep everybody waiting does not count as held.</param>
    /// <param name="working">Responses that are being made, his included.</param>
    /// <param name="capacity">Of the machine.</param>
    public static double Shortfall(PlaybackView view, int working, SpeechCapacity capacity)
    {
        double due = view.Ahead - capacity.Jitter;
        double at = 0;
        double worst = double.NegativeInfinity;
        double left = view.Left;
        double size = view.NextWindow;
        double done = view.Done;
        for (int i = 0; i < Windows && left > 0; i++)
        {
            double window = Math.Min(size, capacity.LargestWindow);
            double sound = Math.Min(left, window / capacity.TokensPerSecond / view.Speed);
            double after = (left - sound) * capacity.TokensPerSecond * view.Speed;
            at += capacity.WindowSeconds(window, done, after, working) / WindowMargin;
            worst = Math.Max(worst, at - due);
            due += sound;
            left -= sound;
            done += window;
            size *= Growth;
        }

        // What comes after those is of one size: its last window is the latest, or its first.
        double last = capacity.WindowSeconds(capacity.LargestWindow, double.MaxValue, double.MaxValue, working) / WindowMargin;
        double gain = (last * view.Speed * capacity.TokensPerSecond / capacity.LargestWindow) - 1;
        return left > 0 ? Math.Max(worst, at - due + Math.Max(0, gain * left)) : worst;
    }

    /// <summary>Whether one more may be worked on beside those that play.</summary>
    /// <param name="playing">Those that play.</param>
    /// <param name="speed">Of the newcomer.</param>
    /// <param name="working">Responses that are being made now.</param>
    /// <param name="capacity">Of the machine.</param>
    public static bool MayStart(ReadOnlySpan<PlaybackView> playing, double speed, int working, SpeechCapacity capacity)
    {
        bool isFast = Margin * capacity.Of(working + 1) / (working + 1) >= speed;
        double made = Margin * capacity.Of(Math.Max(working, playing.Length) + 1);
        double sum = 0;
        foreach (PlaybackView view in playing)
        {
            if (Shortfall(view, working + 1, capacity) > 0)
            {
                return false;
            }

            sum += NeededRate(view);
        }

        // Where a share is faster than listening, the newcomer will play at once; where it is slower, his beginning is held back.
        return sum + (isFast ? speed : 0) <= made;
    }

    /// <summary>Whether a response whose first sound is held back may begin to play.</summary>
    /// <param name="view">As it would be if it began now.</param>
    /// <param name="playing">Those that play.</param>
    /// <param name="working">Responses that are being made now, this one included.</param>
    /// <param name="capacity">Of the machine.</param>
    public static bool MayPlay(PlaybackView view, ReadOnlySpan<PlaybackView> playing, int working, SpeechCapacity capacity)
    {
        if (Shortfall(view, working, capacity) > 0)
        {
            return false;
        }

        double sum = NeededRate(view);
        foreach (PlaybackView other in playing)
        {
            sum += NeededRate(other);
        }

        return sum <= Margin * capacity.Of(Math.Max(working, playing.Length + 1));
    }
}

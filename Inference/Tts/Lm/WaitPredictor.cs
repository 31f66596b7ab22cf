namespace StreamServer.Inference.Tts.Lm;

/// <summary>
/// Says how long a new request would wait for its first audio: from how long recent ones held their slots, how long their
/// prompts took, and how long it took from their first token to their first sound. What rows share a machine for grows with
/// their number, so it is kept as a share of one row. Thread-safe.
/// </summary>
internal sealed class WaitPredictor(int slots)
{
    /// <summary>Share of the newest value in the averages: about the last ten count.</summary>
    private const double Weight = 0.1;

    private readonly Lock _gate = new();

    // Guarded by the gate; seconds.
    private double _hold;
    private double _prompt;
    private double _sound;

    /// <summary>A request left its slot after so long.</summary>
    /// <param name="duration">In the slot.</param>
    /// <param name="rows">Slots in use then, its own included.</param>
    public void Held(TimeSpan duration, int rows) => Average(ref _hold, duration / rows);

    /// <summary>A prompt took so long from its slot to its first token.</summary>
    public void Prompted(TimeSpan duration) => Average(ref _prompt, duration);

    /// <summary>A first token was heard after so long: more tokens, the codec, and the wait for it.</summary>
    /// <param name="duration">From the first token to the first samples.</param>
    /// <param name="rows">Slots in use then, its own included.</param>
    public void Sounded(TimeSpan duration, int rows) => Average(ref _sound, duration / rows);

    /// <param name="waiting">Requests that came before and have no slot.</param>
    /// <param name="used">Slots in use.</param>
    public TimeSpan Predict(int waiting, int used)
    {
        int free = slots - used;
        int rows = Math.Min(slots, used + waiting + 1);
        lock (_gate)
        {
            double slot = waiting < free ? 0 : _hold * rows * (waiting - free + 1) / slots;

            // Prompts run one after the other.
            double prompts = _prompt * (Math.Min(waiting, Math.Max(free, 0)) + 1);
            return TimeSpan.FromSeconds(slot + prompts + (_sound * rows));
        }
    }

    private void Average(ref double average, TimeSpan duration)
    {
        lock (_gate)
        {
            average = average == 0 ? duration.TotalSeconds : average + (Weight * (duration.TotalSeconds - average));
        }
    }
}

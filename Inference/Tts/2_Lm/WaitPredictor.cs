namespace StreamServer.Inference.Tts.Lm;

/// <summary>
/// Says how long a new request would wait for its first token, from how long recent ones held their slots and how long their
/// prompts took. Written by the engine's thread, read by any.
/// </summary>
internal sealed class WaitPredictor(int slots)
{
    /// <summary>Share of the newest value in the averages: about the last ten count.</summary>
    private const double Weight = 0.1;

    private double _hold;
    private double _prompt;

    /// <summary>A request left its slot after so long.</summary>
    public void Held(TimeSpan duration) => Average(ref _hold, duration);

    /// <summary>A prompt took so long from its slot to its first token.</summary>
    public void Prompted(TimeSpan duration) => Average(ref _prompt, duration);

    /// <param name="waiting">Requests that came before and have no slot.</param>
    /// <param name="used">Slots in use.</param>
    public TimeSpan Predict(int waiting, int used)
    {
        int free = slots - used;
        double slot = waiting < free ? 0 : Volatile.Read(ref _hold) * (waiting - free + 1) / slots;

        // Prompts run one after the other.
        return TimeSpan.FromSeconds(slot + (Volatile.Read(ref _prompt) * (Math.Min(waiting, Math.Max(free, 0)) + 1)));
    }

    private static void Average(ref double average, TimeSpan duration) =>
        Volatile.Write(ref average, average == 0 ? duration.TotalSeconds : average + (Weight * (duration.TotalSeconds - average)));
}

namespace StreamServer.Inference.Tts.Lm;

/// <summary>What one round does, as indices into the rows that were planned. Reused from round to round.</summary>
internal sealed class StepPlan
{
    /// <summary>Rows that make one token.</summary>
    public List<int> Decode { get; } = [];

    /// <summary>Row whose prompt goes on, or −1.</summary>
    public int Prefill { get; private set; } = -1;

    /// <summary>Prompt tokens of that row to run.</summary>
    public int PrefillTokens { get; private set; }

    /// <summary>Row that gives its slot back, or −1.</summary>
    public int Evict { get; set; } = -1;

    public bool IsEmpty => Decode.Count == 0 && Prefill < 0 && Evict < 0;

    public void Clear()
    {
        Decode.Clear();
        (Prefill, PrefillTokens, Evict) = (-1, 0, -1);
    }

    public void SetPrefill(int row, int tokens) => (Prefill, PrefillTokens) = (row, tokens);
}

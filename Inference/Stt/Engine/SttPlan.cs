namespace StreamServer.Inference.Stt.Engine;

/// <summary>What the engine does next: indices into the waiting jobs. Filled anew each round to spare allocations.</summary>
internal sealed class SttPlan
{
    /// <summary>One batch; empty when nothing waits.</summary>
    public List<int> Run { get; } = [];

    /// <summary>Jobs that nobody needs any more.</summary>
    public List<int> Drop { get; } = [];

    public void Clear()
    {
        Run.Clear();
        Drop.Clear();
    }
}

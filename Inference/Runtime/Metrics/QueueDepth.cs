namespace StreamServer.Inference.Runtime.Metrics;

/// <summary>One engine's part of the length of a queue. Of the engine's thread.</summary>
internal sealed class QueueDepth(EngineMetrics metrics, EngineQueue queue)
{
    private int _told;

    public void Set(int depth)
    {
        if (depth != _told)
        {
            metrics.Queued(queue, depth - _told);
            _told = depth;
        }
    }
}

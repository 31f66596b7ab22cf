namespace StreamServer.Inference.Stt;

/// <summary>Identity of one stretch of speech, shared by all of its jobs.</summary>
/// <param name="stream">Stream (session and channel) that it belongs to: a batch never holds two jobs of one stream.</param>
internal sealed class SttUtterance(long stream)
{
    public long Stream { get; } = stream;

    /// <summary>What the engine named by <see cref="EngineOwner"/> remembers from job to job. Touched on the worker's thread only.</summary>
    public object? EngineState { get; private set; }

    private object? EngineOwner { get; set; }

    /// <summary>The state that <paramref name="engine"/> left, or a new one when there is none or another engine's.</summary>
    public T StateOf<T>(ISttEngine engine, Func<T> create)
        where T : class
    {
        if (EngineState is not T state || !ReferenceEquals(EngineOwner, engine))
        {
            state = create();
            (EngineState, EngineOwner) = (state, engine);
        }

        return state;
    }
}

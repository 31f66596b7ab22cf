namespace StreamServer.Inference.Stt.Jobs;

/// <summary>Identity of one stretch of speech, shared by all of its jobs.</summary>
/// <param name="stream">Stream (session and channel) that it belongs to: a batch never holds two jobs of one stream.</param>
internal sealed class SttUtterance(long stream)
{
    public long Stream { get; } = stream;

    /// <summary>What the model named by <see cref="Owner"/> remembers from job to job. Touched on the engine's thread only.</summary>
    public object? ModelState { get; private set; }

    private object? Owner { get; set; }

    /// <summary>The state that <paramref name="model"/> left, or a new one when there is none or another model's.</summary>
    public T StateOf<T>(object model, Func<T> create)
        where T : class
    {
        if (ModelState is not T state || !ReferenceEquals(Owner, model))
        {
            state = create();
            (ModelState, Owner) = (state, model);
        }

        return state;
    }
}

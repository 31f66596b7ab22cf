namespace StreamServer.Inference.Tts;

/// <summary>
/// The wish that speech ends with the sentence that is being spoken, and whether that left something unsaid. Thread-safe.
/// </summary>
/// <param name="asked">Cancelled with the wish.</param>
internal sealed class EarlyEnd(CancellationToken asked)
{
    private volatile bool _leftUnsaid;

    /// <summary>A sentence was not begun because of the wish.</summary>
    public bool LeftUnsaid => _leftUnsaid;

    /// <summary>Asked before each sentence.</summary>
    /// <returns>Whether it, and all that follow, stay unsaid.</returns>
    public bool Heed() => _leftUnsaid |= asked.IsCancellationRequested;
}

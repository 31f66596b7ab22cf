namespace StreamServer.Inference.Tts;

/// <summary>
/// The next step of an enumeration that may still be under way when its reader leaves: an enumerator must not be disposed before its step
/// has ended. One reader.
/// </summary>
/// <param name="source">Owned from now on.</param>
/// <param name="left">Ends a step that nobody waits for any more.</param>
internal sealed class PendingMove(IAsyncEnumerator<SpeechPiece> source, CancellationTokenSource left) : IAsyncDisposable
{
    private Task<bool>? _next;

    /// <summary>The step that is under way, or a new one.</summary>
    public Task<bool> Start() => _next ??= source.MoveNextAsync().AsTask();

    /// <summary>Waits for the step that is under way, or a new one.</summary>
    public async ValueTask<bool> EndAsync()
    {
        Task<bool> next = Start();
        try
        {
            return await next;
        }
        finally
        {
            _next = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_next is { } next)
        {
            await left.CancelAsync();
            await next.ContinueWith(static ended => _ = ended.Exception, TaskScheduler.Default);
        }

        await source.DisposeAsync();
    }
}

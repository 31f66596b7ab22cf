namespace StreamServer.Inference.Stt.Sessions;

/// <summary>
/// Tells waiters that some state has changed. Take <see cref="Task"/> first, look at the state, then await: a change in
/// between is not missed. Thread-safe; continuations never run on the caller of <see cref="Pulse"/>.
/// </summary>
internal sealed class StateSignal
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes at the next change.</summary>
    public Task Task => Volatile.Read(ref _next).Task;

    public void Pulse() =>
        Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
}

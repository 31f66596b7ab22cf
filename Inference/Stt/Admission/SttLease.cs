namespace StreamServer.Inference.Stt.Admission;

/// <summary>One caller's place; given back once, when it is disposed.</summary>
internal sealed class SttLease(Action release) : IDisposable
{
    private Action? _release = release;

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}

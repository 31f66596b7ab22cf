namespace StreamServer.Inference.Runtime;

/// <summary>
/// What was opened so far, while more is opened: disposed in reverse order when a later step fails, handed on by
/// <see cref="Move"/> when none does. Each may be disposed once only. Not thread-safe.
/// </summary>
internal sealed class DisposableStack : IDisposable
{
    private Stack<IDisposable> _opened = new();

    /// <summary>Owns <paramref name="part"/> from now on.</summary>
    public T Use<T>(T part)
        where T : IDisposable
    {
        _opened.Push(part);
        return part;
    }

    /// <summary>Everything goes to a new owner; this one has nothing left to dispose.</summary>
    public DisposableStack Move()
    {
        DisposableStack owner = new() { _opened = _opened };
        _opened = new Stack<IDisposable>();
        return owner;
    }

    public void Dispose()
    {
        while (_opened.TryPop(out IDisposable? part))
        {
            part.Dispose();
        }
    }
}

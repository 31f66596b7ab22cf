using System.Collections.Concurrent;

namespace StreamServer.Inference.Runtime;

/// <summary>
/// Why the server may not take work yet, or any more. Red until every part that registered has warmed up, red again while
/// draining or while a model thread that died is not there again. Thread-safe.
/// </summary>
internal sealed class Readiness
{
    /// <summary>A load takes seconds, and another replica may answer.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, string> _reasons = new();
    private readonly ConcurrentDictionary<string, string> _dead = new();
    private volatile bool _stopping;
    private volatile bool _isRefusing;

    public bool IsReady => !_stopping && _reasons.IsEmpty;

    public bool IsStopping => _stopping;

    /// <summary>What stands in the way, by part; empty when ready.</summary>
    public IReadOnlyDictionary<string, string> Reasons =>
        _stopping ? new Dictionary<string, string> { ["server"] = "stopping" } : _reasons.ToDictionary();

    /// <summary>Parts that only a new process brings back, with the reasons.</summary>
    public IReadOnlyDictionary<string, string> Dead => _dead;

    /// <summary>Refuses work for a part that is not there, or for a server that stops.</summary>
    /// <param name="part">As it registered.</param>
    /// <param name="name">What people call it, as the beginning of a sentence.</param>
    /// <exception cref="StreamException"><see cref="StreamError.ServerStopping"/>, or <see cref="StreamError.ServerNotReady"/> with the
    /// reason.</exception>
    public void ThrowUnlessReady(string part, string name)
    {
        if (_isRefusing)
        {
            throw new StreamException(StreamError.ServerStopping, "The server is stopping.");
        }

        if (_reasons.TryGetValue(part, out string? reason))
        {
            throw new StreamException(StreamError.ServerNotReady, $"{name} is not ready: {reason}") { RetryAfter = RetryAfter };
        }
    }

    /// <summary>Whether a part is not ready by itself.</summary>
    public bool IsBlocked(string part) => _reasons.ContainsKey(part);

    /// <summary>A part that is not ready: loading at start, or failed later.</summary>
    public void Block(string part, string reason) => _reasons[part] = reason;

    public void Clear(string part) => _reasons.TryRemove(part, out _);

    /// <summary>A part that only a new process brings back.</summary>
    public void Kill(string part, string reason) => _reasons[part] = _dead[part] = reason;

    /// <summary>From now on red for good, so that load balancers send nobody more; who comes all the same is served.</summary>
    public void Stop() => _stopping = true;

    /// <summary>From now on no new work.</summary>
    public void Refuse() => _isRefusing = _stopping = true;
}

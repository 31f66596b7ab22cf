namespace StreamServer.Inference;

/// <summary>A failure with a named cause, thrown across folder boundaries and mapped once, in <c>Endpoints/Errors.cs</c>.</summary>
/// <param name="error">Who failed and where.</param>
/// <param name="detail">One sentence for the caller: names the member, the value and what is allowed; never text, audio or keys.</param>
/// <param name="member">The member of the request that is wrong, when there is one.</param>
/// <param name="inner">The cause, for the log only.</param>
internal sealed class StreamException(StreamError error, string detail, string? member = null, Exception? inner = null)
    : Exception(detail, inner)
{
    public StreamError Error { get; } = error;

    public string? Member { get; } = member;

    /// <summary>Every member that is wrong and what is wrong with it, when there may be several.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Problems { get; init; }

    /// <summary>Names of the limits that were reached, for <see cref="StreamError.ClientLimit"/>.</summary>
    public IReadOnlyList<string>? Policies { get; init; }

    /// <summary>When to come back, for <see cref="StreamError.ServerBusy"/> and limits.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

namespace StreamServer.Auth.Usage;

/// <summary>What was said or heard, kept only where <c>USAGE_STORE_TEXT</c> says so.</summary>
internal sealed record Sentence
{
    /// <summary>The usage record that it belongs to; one sentence a record.</summary>
    public required Guid UsageId { get; init; }

    public string? KeyId { get; init; }

    public required UsageKind Kind { get; init; }

    /// <summary>Null where only hashes are kept.</summary>
    public string? Text { get; init; }

    /// <summary>
    /// HMAC-SHA-256 of the text under the server's pepper, in hexadecimal digits: equal texts are recognised, none is read.
    /// </summary>
    public required string Hash { get; init; }

    public int Characters { get; init; }

    public string? Language { get; init; }

    public string? Voice { get; init; }

    public required DateTimeOffset Time { get; init; }
}

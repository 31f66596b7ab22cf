namespace StreamServer.FunctionalTests.Conformance;

/// <summary>What a client sends and what it may get for it.</summary>
/// <param name="Id">Number of Autobahn's case where there is one; those of <c>L</c> are ours.</param>
/// <param name="Name">What is sent.</param>
/// <param name="Writes">Bytes, each written by itself.</param>
internal sealed record ConformanceCase(string Id, string Name, IReadOnlyList<byte[]> Writes)
{
    /// <summary>Whole messages that come back, in order.</summary>
    public IReadOnlyList<(bool IsText, byte[] Payload)> Messages { get; init; } = [];

    /// <summary>Payloads of the pongs that come back, in order.</summary>
    public IReadOnlyList<byte[]> Pongs { get; init; } = [];

    /// <summary>
    /// Close codes of which one comes. Where <see cref="Fails"/>, the connection may as well be dropped without a close frame (RFC 6455
    /// §7.1.7).
    /// </summary>
    public IReadOnlyList<int?> Codes { get; init; } = [1000];

    /// <summary>The server has to fail the connection.</summary>
    public bool Fails { get; init; }

    /// <summary>The end has to come before this is sent, or the case counts as non-strict; null for cases that send all at once.</summary>
    public byte[]? Rest { get; init; }

    /// <summary>A receiver may be more tolerant than the sender was allowed to be: these codes too, as non-strict.</summary>
    public IReadOnlyList<int?> Tolerated { get; init; } = [];

    public string Group => Id.Split('.')[0];
}

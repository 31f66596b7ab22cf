namespace StreamServer.Auth.Plans;

/// <summary>What a key of a plan may use. Null is no limit, 0 is none at all.</summary>
internal sealed record Plan
{
    /// <summary>Small letters, digits and dashes.</summary>
    public required string Id { get; init; }

    /// <summary>Requests and sockets opened in a minute, as a token bucket that holds one minute's worth.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Speech to text sockets and recordings at the same time.</summary>
    public int? ConcurrentStt { get; init; }

    /// <summary>Text to speech requests and sockets at the same time.</summary>
    public int? ConcurrentTts { get; init; }

    /// <summary>Characters of text to speech in one day, UTC.</summary>
    public long? CharactersPerDay { get; init; }

    /// <summary>Characters of text to speech in one calendar month, UTC.</summary>
    public long? CharactersPerMonth { get; init; }

    /// <summary>Seconds of audio heard in one day, UTC.</summary>
    public long? AudioSecondsPerDay { get; init; }

    /// <summary>Seconds of audio heard in one calendar month, UTC.</summary>
    public long? AudioSecondsPerMonth { get; init; }

    /// <summary>Whole credits that a new key starts with; null: its calls cost nothing.</summary>
    public long? Credits { get; init; }
}

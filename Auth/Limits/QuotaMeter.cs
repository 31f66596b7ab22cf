namespace StreamServer.Auth.Limits;

/// <summary>What is counted over a day, a month or for good. The numbers are stored: change none, append only.</summary>
internal enum QuotaMeter
{
    /// <summary>Characters since 00:00 UTC.</summary>
    CharactersDay = 0,

    /// <summary>Characters since the first of the month, UTC.</summary>
    CharactersMonth = 1,

    /// <summary>Milliseconds of audio heard since 00:00 UTC.</summary>
    AudioDay = 2,

    /// <summary>Milliseconds of audio heard since the first of the month, UTC.</summary>
    AudioMonth = 3,

    /// <summary>Millionths of a credit; what was granted less what was used, without an end of a period.</summary>
    Credits = 4,
}

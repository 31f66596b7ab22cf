namespace StreamServer.Auth.Plans;

/// <param name="Characters">Of 1,000 characters.</param>
/// <param name="Audio">Of a minute of audio.</param>
internal sealed record Prices(PriceTable Characters, PriceTable Audio)
{
    private const long CharactersOfPrice = 1000;
    private const long MillisecondsOfPrice = 60_000;

    /// <summary>Millionths of a credit.</summary>
    public long OfCharacters(string model, long characters) => Characters.CostOf(model, characters, CharactersOfPrice);

    /// <summary>Millionths of a credit.</summary>
    public long OfAudio(string model, long milliseconds) => Audio.CostOf(model, milliseconds, MillisecondsOfPrice);

    /// <summary>Characters that an amount pays for; the largest number where they cost nothing.</summary>
    public long CharactersFor(string model, long microCredits) => Characters.AmountFor(model, microCredits, CharactersOfPrice);

    /// <summary>Milliseconds that an amount pays for; the largest number where audio costs nothing.</summary>
    public long AudioFor(string model, long microCredits) => Audio.AmountFor(model, microCredits, MillisecondsOfPrice);
}

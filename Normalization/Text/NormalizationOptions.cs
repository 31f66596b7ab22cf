namespace StreamServer.Normalization.Text;

/// <summary>What one call may choose. Immutable; may be shared by any number of threads.</summary>
internal sealed record NormalizationOptions
{
    /// <summary>English number words, day before month, no lexicon.</summary>
    public static readonly NormalizationOptions Default = new();

    /// <summary>The language of Latin letters (request member <c>language</c>); other scripts tell theirs.</summary>
    public Language Language { get; init; } = Language.English;

    /// <summary>Request member <c>number_language</c>.</summary>
    public NumberLanguage NumberLanguage { get; init; } = NumberLanguage.English;

    /// <summary>Request member <c>date_order</c>.</summary>
    public DateOrder DateOrder { get; init; } = DateOrder.Dmy;

    /// <summary>Words of this request with their spoken forms; asked before <see cref="HouseRules"/>.</summary>
    public Lexicon Lexicon { get; init; } = Lexicon.Empty;

    /// <summary>Words of this server with their spoken forms.</summary>
    public HouseRules HouseRules { get; init; } = HouseRules.Empty;
}

namespace StreamServer.Normalization.Languages.Rules;

/// <summary>Powers of ten that are written as a suffix or a word after a number.</summary>
internal enum Scale
{
    None,
    Thousand,
    Lakh,
    Million,
    Crore,

    /// <summary>A lakh of crores, 10^12.</summary>
    LakhCrore,
    Billion,
    Trillion,
}

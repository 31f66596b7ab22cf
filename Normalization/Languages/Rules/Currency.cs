namespace StreamServer.Normalization.Languages.Rules;

/// <summary>A currency and its names.</summary>
/// <param name="One">English, after one.</param>
/// <param name="Many">English, after any other number.</param>
/// <param name="MinorOne">English name of the hundredth, after one; null when it has none in use.</param>
/// <param name="MinorMany">English name of the hundredth, after any other number.</param>
/// <param name="Indian">Amounts are grouped in lakh and crore.</param>
internal sealed record Currency(string One, string Many, string? MinorOne, string? MinorMany, bool Indian = false)
{
    /// <summary>Hindi: after one, after others, the hundredth; null says the English name.</summary>
    public (string One, string Many, string Minor)? Hindi { get; init; }

    /// <summary>Telugu: after one, after others, the hundredth; null says the English name.</summary>
    public (string One, string Many, string Minor)? Telugu { get; init; }
}

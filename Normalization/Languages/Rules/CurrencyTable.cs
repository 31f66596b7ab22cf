using System.Collections.Frozen;

namespace StreamServer.Normalization.Languages.Rules;

/// <summary>Currencies by sign, by ISO 4217 code and by the local abbreviation of the rupee, from <c>currencies.tsv</c>.</summary>
internal static class CurrencyTable
{
    private static readonly FrozenDictionary<string, int> Indices;
    private static readonly FrozenDictionary<char, Currency> BySign;
    private static readonly FrozenDictionary<string, Currency> ByCode;
    private static readonly FrozenDictionary<string, Currency> ByDollar;
    private static readonly FrozenDictionary<string, Currency>.AlternateLookup<ReadOnlySpan<char>> CodeLookup;
    private static readonly FrozenDictionary<string, Currency>.AlternateLookup<ReadOnlySpan<char>> DollarLookup;

    static CurrencyTable()
    {
        Dictionary<string, int> indices = [];
        Dictionary<char, Currency> signs = [];
        Dictionary<string, Currency> codes = [];
        Dictionary<string, Currency> dollars = [];
        foreach (LanguageRow row in LanguageFile.Read("Rules/currencies.tsv"))
        {
            Currency currency = new(row.Name, indices.Count, Indian: row[4] == "lakh");
            indices.Add(row.Name, indices.Count);
            foreach (string sign in row[1].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                signs.Add(sign[0], currency);
            }

            foreach (string code in row[2].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                codes.Add(code, currency);
            }

            foreach (string country in row[3].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                dollars.Add(country, currency);
            }
        }

        Indices = indices.ToFrozenDictionary();
        BySign = signs.ToFrozenDictionary();
        ByCode = codes.ToFrozenDictionary();
        ByDollar = dollars.ToFrozenDictionary();
        CodeLookup = ByCode.GetAlternateLookup<ReadOnlySpan<char>>();
        DollarLookup = ByDollar.GetAlternateLookup<ReadOnlySpan<char>>();
        Rupee = codes["INR"];
    }

    /// <summary>What <c>500/-</c> is counted in.</summary>
    public static Currency Rupee { get; }

    /// <summary>Name of a currency to the place of its names.</summary>
    public static IReadOnlyDictionary<string, int> Places => Indices;

    /// <summary>The signs, as triggers.</summary>
    public static IReadOnlyList<char> Signs => BySign.Keys;

    /// <summary>Every code and abbreviation in Latin letters.</summary>
    public static IReadOnlyList<string> Codes => ByCode.Keys;

    /// <summary>The dollars of a country by the letters before the sign, as in <c>C$</c>; null for others.</summary>
    public static Currency? OfDollar(ReadOnlySpan<char> country) => DollarLookup.TryGetValue(country, out Currency? currency) ? currency
        : null;

    public static Currency? OfSign(char sign) => BySign.GetValueOrDefault(sign);

    public static Currency? OfCode(ReadOnlySpan<char> code) => CodeLookup.TryGetValue(code, out Currency? currency) ? currency : null;
}

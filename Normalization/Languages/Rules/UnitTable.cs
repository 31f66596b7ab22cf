using System.Collections.Frozen;

namespace StreamServer.Normalization.Languages.Rules;

/// <summary>
/// Units of measure by symbol, from <c>units.tsv</c>. Case counts (<c>mW</c>, <c>MW</c>) unless a symbol means one thing in any case
/// (<c>KM</c>).
/// </summary>
internal static class UnitTable
{
    /// <summary>Longest symbol, in characters.</summary>
    public const int MaxSymbol = 6;

    private static readonly FrozenDictionary<string, int> Indices;
    private static readonly FrozenDictionary<string, Unit> Exact;
    private static readonly FrozenDictionary<string, Unit> AnyCase;
    private static readonly FrozenDictionary<string, Unit>.AlternateLookup<ReadOnlySpan<char>> BySymbol;
    private static readonly FrozenDictionary<string, Unit>.AlternateLookup<ReadOnlySpan<char>> BySymbolAnyCase;

    static UnitTable()
    {
        Dictionary<string, int> indices = [];
        Dictionary<string, Unit> exact = new(StringComparer.Ordinal);
        Dictionary<string, Unit> anyCase = new(StringComparer.OrdinalIgnoreCase);
        foreach (LanguageRow row in LanguageFile.Read("Rules/units.tsv"))
        {
            indices.TryAdd(row.Name, indices.Count);
            Unit unit = new(row.Name, indices[row.Name], Attached: row[3] == "attached");
            foreach (string symbol in row[1].Split(' '))
            {
                exact.Add(symbol, unit);
            }

            foreach (string symbol in row[2].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                anyCase.Add(symbol, unit);
            }
        }

        Indices = indices.ToFrozenDictionary();
        Exact = exact.ToFrozenDictionary(exact.Comparer);
        AnyCase = anyCase.ToFrozenDictionary(anyCase.Comparer);
        BySymbol = Exact.GetAlternateLookup<ReadOnlySpan<char>>();
        BySymbolAnyCase = AnyCase.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Name of a unit to the place of its names.</summary>
    public static IReadOnlyDictionary<string, int> Places => Indices;

    /// <summary>The unit of a symbol; null when there is none.</summary>
    public static Unit? Find(ReadOnlySpan<char> symbol) =>
        symbol.Length is 0 or > MaxSymbol ? null
        : BySymbol.TryGetValue(symbol, out Unit? unit) || BySymbolAnyCase.TryGetValue(symbol, out unit) ? unit : null;
}

using System.Collections.Frozen;

namespace StreamServer.Normalization.Stages.Words;

/// <summary>Recognises formulas by their elements: <c>CaCO3</c>, <c>C6H12O6</c>.</summary>
internal static class ChemicalFormula
{
    // The elements that occur in formulas of everyday texts.
    private static readonly FrozenSet<string> Elements = new[]
    {
        "H", "He", "Li", "Be", "B", "C", "N", "O", "F", "Ne", "Na", "Mg", "Al", "Si", "P", "S", "Cl", "Ar", "K", "Ca", "Ti", "Cr", "Mn",
            "Fe", "Co",
        "Ni", "Cu", "Zn", "Br", "Ag", "Cd", "Sn", "I", "Ba", "W", "Pt", "Au", "Hg", "Pb", "U",
    }.ToFrozenSet();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Symbols =
        Elements.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a word of ASCII letters and digits reads as elements with counts.</summary>
    public static bool Is(ReadOnlySpan<char> word) => Count(word) > 1;

    /// <summary>As <see cref="Is"/>, one element included.</summary>
    public static bool IsOneOrMore(ReadOnlySpan<char> word) => Count(word) > 0;

    private static int Count(ReadOnlySpan<char> word)
    {
        int at = 0;
        int elements = 0;
        while (at < word.Length)
        {
            int length = at + 1 < word.Length && char.IsAsciiLetterLower(word[at + 1]) && Symbols.Contains(word.Slice(at, 2)) ? 2 : 1;
            if (!Symbols.Contains(word.Slice(at, length)))
            {
                return 0;
            }

            elements++;
            at += length;
            while (at < word.Length && char.IsAsciiDigit(word[at]))
            {
                at++;
            }
        }

        return elements;
    }
}

using System.Buffers;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Entities;

/// <summary>
/// Double quotation marks in pairs: the one that closes behind a number (<c>"Route 66"</c>) is no sign of inches. Marks without a partner
/// are left
/// to the numbers: <c>a 5" pipe</c>.
/// </summary>
internal sealed class QuotationRule : ITextRule
{
    // A quotation that is longer is closed by nobody's ear.
    private const int MaxQuotation = 1000;

    // How many marks inside are looked at: inches within a quotation.
    private const int MaxMarks = 4;

    public SearchValues<char> Triggers { get; } = SearchValues.Create("\"");

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        if (!Opens(source, at))
        {
            return at + 1;
        }

        int end = Math.Min(source.Length, at + MaxQuotation);
        int from = at + 1;
        for (int marks = 0; marks < MaxMarks; marks++)
        {
            int next = source[from..end].IndexOfAny('"', '\n');
            if (next < 0 || source[from + next] == '\n')
            {
                return at + 1;
            }

            int close = from + next;
            if (Opens(source, close))
            {
                return close;
            }

            if (Closes(source, close))
            {
                return char.IsAsciiDigit(source[close - 1]) ? Drop(text, source, close) : close + 1;
            }

            from = close + 1;
        }

        return from;
    }

    private static int Drop(SpokenText text, ReadOnlySpan<char> source, int close)
    {
        text.Begin(close);
        text.Write(Characters.IsWord(source.At(close + 1)) ? " " : "");
        text.EndExactly(close + 1);
        return close + 1;
    }

    private static bool Opens(ReadOnlySpan<char> source, int at)
    {
        char before = source.At(at - 1);
        char after = source.At(at + 1);
        return !Characters.IsWord(before) && before is not ('.' or ',' or '?' or '!' or '\'' or ')' or '%' or '"') && after != 0
            && !char.IsWhiteSpace(after)
            && after is not ('"' or ',' or '.' or ')');
    }

    // Feet stand before inches: "5'10"".
    private static bool Closes(ReadOnlySpan<char> source, int at)
    {
        if (Characters.IsWord(source.At(at + 1)))
        {
            return false;
        }

        int digits = at;
        while (digits > 0 && at - digits < 3 && char.IsAsciiDigit(source[digits - 1]))
        {
            digits--;
        }

        int feet = source.At(digits - 1) == ' ' ? digits - 2 : digits - 1;
        return digits == at || source.At(feet) != '\'' || !char.IsAsciiDigit(source.At(feet - 1));
    }
}

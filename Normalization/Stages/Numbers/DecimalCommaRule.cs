using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Numbers;

/// <summary>
/// Where a comma is the decimal mark: <c>1 234,50</c> and <c>1.234,50</c> become <c>1234.50</c>, which every other rule reads.
/// </summary>
internal sealed class DecimalCommaRule : ITextRule
{
    private const int MaxGroups = 8;

    public SearchValues<char> Triggers => Characters.Digits;

    public bool Concerns(SpokenText text) => LanguageCatalog.Latin(text).DecimalMark == ',' && text.Source.ContainsAny(Characters.Digits);

    public int Rewrite(SpokenText text, int at)
    {
        TextCursor cursor = new(text.Source, at);
        char before = cursor.Before();
        ReadOnlySpan<char> first = cursor.TakeDigits();
        int digitsEnd = cursor.At;
        if (LanguageCatalog.Of(text.LanguageAt(at)).HasScript || !Opens(text.Source, at, before))
        {
            return digitsEnd;
        }

        Span<Range> groups = stackalloc Range[MaxGroups];
        int count = FollowsNumber(new TextCursor(text.Source, at)) ? 0 : ReadGroups(ref cursor, first, groups);
        ReadOnlySpan<char> decimals = ReadDecimals(ref cursor);
        if (count == 0 && decimals.IsEmpty)
        {
            return digitsEnd;
        }

        text.Begin(at);
        text.Write(first);
        foreach (Range group in groups[..count])
        {
            text.Write(text.Source[group]);
        }

        text.Write(decimals.IsEmpty ? "" : ".");
        text.Write(decimals);
        text.EndExactly(cursor.At);
        return text.Consumed;
    }

    private static bool Opens(ReadOnlySpan<char> source, int at, char before) => before switch
    {
        '.' or ',' or '+' or ':' or '/' => false,
        '-' => !char.IsAsciiLetterOrDigit(source.At(at - 2)),
        _ => !Characters.IsWord(before),
    };

    // Three digits each, with one space or, before a comma or another group, a point between them.
    private static int ReadGroups(ref TextCursor cursor, ReadOnlySpan<char> first, scoped Span<Range> groups)
    {
        char separator = cursor.Peek();
        if (first.Length > 3 || (first.Length > 1 && first[0] == '0') || separator is not (' ' or '.'))
        {
            return 0;
        }

        int count = 0;
        TextCursor last = cursor;
        while (count < groups.Length && last.Take(separator) && last.TakeDigits(3).Length == 3 && !last.AtDigit)
        {
            groups[count++] = (last.At - 3)..last.At;
            cursor = last;
        }

        // "1.234" may be a decimal, "12 345 67" is no number.
        bool sure = separator == ' ' ? !(cursor.Peek() == ' ' && char.IsAsciiDigit(cursor.Peek(1))) : count > 1 || cursor.Peek() == ',';
        return sure ? count : 0;
    }

    // "3,5", not the list "1,2,3".
    private static ReadOnlySpan<char> ReadDecimals(ref TextCursor cursor)
    {
        TextCursor decimals = cursor;
        if (!decimals.Take(','))
        {
            return [];
        }

        ReadOnlySpan<char> digits = decimals.TakeDigits();
        if (digits.IsEmpty || (decimals.Peek() is ',' or '.' && char.IsAsciiDigit(decimals.Peek(1))))
        {
            return [];
        }

        cursor = decimals;
        return digits;
    }

    private static bool FollowsNumber(TextCursor cursor) => cursor.Before() == ' ' && char.IsAsciiDigit(cursor.Before(2));
}

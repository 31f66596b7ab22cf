using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Words;

/// <summary>A power of ten after a number, as a suffix (<c>1.5M</c>) or a word (<c>2.5 crore</c>, a word in another script).</summary>
internal readonly ref struct Magnitude
{
    /// <summary>Its meaning when it is written in Latin letters.</summary>
    public Scale Scale { get; private init; }

    /// <summary>The word as written when it is Indic: it is repeated, never translated.</summary>
    public ReadOnlySpan<char> Word { get; private init; }

    /// <summary>Where it ends; where the number ends when there is none.</summary>
    public int End { get; private init; }

    /// <param name="source">The text.</param>
    /// <param name="end">Where the number ends.</param>
    /// <param name="afterCurrency">Whether a sign of currency stands before the number, which makes more suffixes clear.</param>
    public static Magnitude Read(Vocabulary words, ReadOnlySpan<char> source, int end, bool afterCurrency)
    {
        int at = source.At(end) == ' ' ? end + 1 : end;
        ReadOnlySpan<char> indic = IndicWord(words, source[Math.Min(at, source.Length)..]);
        if (!indic.IsEmpty)
        {
            // A lakh of crores.
            int last = at + indic.Length;
            ReadOnlySpan<char> second = source.At(last) == ' ' ? IndicWord(words, source[(last + 1)..]) : [];
            last += second.IsEmpty ? 0 : second.Length + 1;
            return new Magnitude { Word = source[at..last], End = last };
        }

        int word = at;
        while (char.IsAsciiLetter(source.At(word)) && word - at < 9)
        {
            word++;
        }

        if (word == at || !source.ClosesWord(word))
        {
            return new Magnitude { End = end };
        }

        // "3 M€": a sign of currency touches the suffix.
        bool isMoney = afterCurrency || CurrencyTable.OfSign(source.At(word)) is not null;
        Scale scale = Find(words, source[at..word], attached: at == end, isMoney);
        if (scale == Scale.None && !afterCurrency && CountsThings(source, word))
        {
            scale = source[at..word] is "L" ? Scale.Lakh : source[at..word] is "K" ? Scale.Thousand : Scale.None;
        }

        if (scale == Scale.Lakh && CroreEnd(source, word) is > 0 and int crore)
        {
            return new Magnitude { Scale = Scale.LakhCrore, End = crore };
        }

        return new Magnitude { Scale = scale, End = scale == Scale.None ? end : word };
    }

    /// <summary>The Indic word for a power of ten that a text starts with; empty when there is none.</summary>
    public static ReadOnlySpan<char> IndicWord(Vocabulary words, ReadOnlySpan<char> text) =>
        text[..words[ListName.ScalesInPlace].LengthOfWholeAtStart(text)];

    private static Scale Find(Vocabulary words, ReadOnlySpan<char> word, bool attached, bool isMoney) => ScaleOf(
        words[MapName.Scales].Find(word)
        ?? (attached ? words[MapName.AttachedScales].Find(word) : null)
        ?? (isMoney ? words[MapName.MoneyScales].Find(word) : null));

    // "5 lakh crore", "5 lakh cr"
    private static int CroreEnd(ReadOnlySpan<char> source, int end)
    {
        int length = source[end..].StartsWith(" crore") ? 6 : source[end..].StartsWith(" cr") ? 3 : 0;
        return length > 0 && source.ClosesWord(end + length) ? end + length : 0;
    }

    // "5L people", "500 K downloads": a plural follows.
    private static bool CountsThings(ReadOnlySpan<char> source, int end)
    {
        int word = end + 1;
        while (char.IsAsciiLetterLower(source.At(word)) && word - end < 16)
        {
            word++;
        }

        ReadOnlySpan<char> things = source.At(end) == ' ' ? source[(end + 1)..word] : [];
        return things.Length > 3 && (things[^1] == 's' || things is "people") && things is not ("less" or "this");
    }

    private static Scale ScaleOf(string? name) => name switch
    {
        "thousand" => Scale.Thousand,
        "lakh" => Scale.Lakh,
        "million" => Scale.Million,
        "crore" => Scale.Crore,
        "billion" => Scale.Billion,
        "trillion" => Scale.Trillion,
        _ => Scale.None,
    };
}

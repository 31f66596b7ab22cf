using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Words;

/// <summary>A power of ten after a number, as a suffix (<c>1.5M</c>) or a word (<c>2.5 crore</c>, <c>5 लाख</c>).</summary>
internal readonly ref struct Magnitude
{
    private static readonly string[] IndicWords =
    [
        "करोड़", "करोड़", "लाख", "हज़ार", "हज़ार", "हजार", "अरब", "मिलियन", "बिलियन", "కోట్లు", "కోట్ల", "కోటి", "లక్షలు", "లక్షల", "లక్ష", "వేలు", "వేల", "మిలియన్", "బిలియన్",
    ];

    /// <summary>Its meaning when it is written in Latin letters.</summary>
    public Scale Scale { get; private init; }

    /// <summary>The word as written when it is Indic: it is repeated, never translated.</summary>
    public ReadOnlySpan<char> Word { get; private init; }

    /// <summary>Where it ends; where the number ends when there is none.</summary>
    public int End { get; private init; }

    /// <param name="source">The text.</param>
    /// <param name="end">Where the number ends.</param>
    /// <param name="afterCurrency">Whether a sign of currency stands before the number, which makes more suffixes clear.</param>
    public static Magnitude Read(ReadOnlySpan<char> source, int end, bool afterCurrency)
    {
        int at = source.At(end) == ' ' ? end + 1 : end;
        ReadOnlySpan<char> indic = IndicWord(source[Math.Min(at, source.Length)..]);
        if (!indic.IsEmpty)
        {
            // "लाख करोड़"
            int last = at + indic.Length;
            ReadOnlySpan<char> second = source.At(last) == ' ' ? IndicWord(source[(last + 1)..]) : [];
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

        Scale scale = Find(source[at..word], attached: at == end, afterCurrency);
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
    public static ReadOnlySpan<char> IndicWord(ReadOnlySpan<char> text)
    {
        foreach (string word in IndicWords)
        {
            if (text.StartsWith(word, StringComparison.Ordinal) && text.ClosesWord(word.Length))
            {
                return text[..word.Length];
            }
        }

        return [];
    }

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

    private static Scale Find(ReadOnlySpan<char> word, bool attached, bool afterCurrency) => word switch
    {
        "thousand" => Scale.Thousand,
        "lakh" or "lakhs" or "lac" or "lacs" or "Lakh" or "Lakhs" => Scale.Lakh,
        "million" or "Million" => Scale.Million,
        "crore" or "crores" or "Crore" or "Crores" => Scale.Crore,
        "billion" or "Billion" => Scale.Billion,
        "trillion" or "Trillion" => Scale.Trillion,
        "k" or "K" when attached => Scale.Thousand,
        "M" when attached => Scale.Million,
        "B" when attached => Scale.Billion,
        "mn" or "Mn" or "MN" => Scale.Million,
        "bn" or "Bn" or "BN" => Scale.Billion,
        "tn" or "Tn" or "trn" => Scale.Trillion,
        "Cr" or "cr" or "CR" or "crs" or "Crs" => Scale.Crore,
        "m" or "mil" or "mm" or "MM" when afterCurrency => Scale.Million,
        "b" when afterCurrency => Scale.Billion,
        "T" when afterCurrency => Scale.Trillion,
        "L" or "l" when afterCurrency => Scale.Lakh,
        _ => Scale.None,
    };
}

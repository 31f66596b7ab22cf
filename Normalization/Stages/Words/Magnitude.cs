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

        Scale scale = Find(words, source[at..word], attached: at == end, afterCurrency);
        if (scale == Scale.Lakh && source[word..].StartsWith(" crore") && source.ClosesWord(word + 6))
        {
            return new Magnitude { Scale = Scale.LakhCrore, End = word + 6 };
        }

        return new Magnitude { Scale = scale, End = scale == Scale.None ? end : word };
    }

    /// <summary>The Indic word for a power of ten that a text starts with; empty when there is none.</summary>
    public static ReadOnlySpan<char> IndicWord(Vocabulary words, ReadOnlySpan<char> text) => text[..words[ListName.ScalesInPlace].LengthOfWholeAtStart(text)];

    private static Scale Find(Vocabulary words, ReadOnlySpan<char> word, bool attached, bool afterCurrency) => ScaleOf(
        words[MapName.Scales].Find(word)
        ?? (attached ? words[MapName.AttachedScales].Find(word) : null)
        ?? (afterCurrency ? words[MapName.MoneyScales].Find(word) : null));

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

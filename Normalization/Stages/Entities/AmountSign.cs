using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Entities;

/// <summary>The sign, code or abbreviation of a currency beside a number.</summary>
internal readonly ref struct AmountSign
{
    /// <summary>Null when there is none.</summary>
    public Currency? Currency { get; private init; }

    /// <summary>Where the amount starts, its sign included.</summary>
    public int Start { get; private init; }

    /// <summary>Where the sign behind the number ends; 0 when the sign stands before it.</summary>
    public int End { get; private init; }

    public bool Negative { get; private init; }

    /// <summary>The sign stands behind the number.</summary>
    public bool Follows { get; private init; }

    /// <summary>Letters before the sign, as in <c>US$</c>.</summary>
    public ReadOnlySpan<char> Country { get; private init; }

    /// <summary>
    /// The full name in an Indic script when its abbreviation was written in that script; its letters begin with those written.
    /// </summary>
    public string? Name { get; private init; }

    /// <summary>Looks before a number that starts at <paramref name="first"/>.</summary>
    public static AmountSign Before(Vocabulary words, ReadOnlySpan<char> source, int first, int floor)
    {
        bool negative = Characters.IsMinus(source.At(first - 1)) && !char.IsAsciiDigit(source.At(first - 2));
        int at = negative ? first - 1 : first;
        at = source.At(at - 1) is ' ' ? at - 1 : at;

        // "₹. 500"
        at = source.At(at - 1) == '.' && at < first && source.At(at - 2) == '₹' ? at - 1 : at;
        if (at <= floor)
        {
            return default;
        }

        if (CurrencyTable.OfSign(source[at - 1]) is { } currency && source[at - 1] != '¢')
        {
            int letters = at - 1;
            while (letters > floor && at - letters < 5 && char.IsAsciiLetter(source[letters - 1]))
            {
                letters--;
            }

            letters = source.OpensWord(letters) ? letters : at - 1;
            ReadOnlySpan<char> country = source[letters..(at - 1)];
            if (country.IsEmpty && IsRupeeWord(words, source[source.SkipBlanks(EndOfAmount(source, first))..]))
            {
                // The name is written behind the number too.
                return new AmountSign { Currency = currency, Name = "" }.WithMinus(source, letters, floor, negative);
            }

            if (source[at - 1] == '¥' && country is "CN" or "RMB")
            {
                return new AmountSign { Currency = CurrencyTable.OfCode("CNY") }.WithMinus(source, letters, floor, negative);
            }

            if (source[at - 1] == '$' && CurrencyTable.OfDollar(country) is { } dollar)
            {
                return new AmountSign { Currency = dollar }.WithMinus(source, letters, floor, negative);
            }

            return new AmountSign { Currency = currency, Country = country }.WithMinus(source, letters, floor, negative);
        }

        int dotted = source[at - 1] == '.' ? at - 1 : at;
        int start = dotted;
        while (start > floor && dotted - start < 4
            && (char.IsAsciiLetter(source[start - 1]) || Characters.IsIndicLetterOrMark(source[start - 1])))
        {
            start--;
        }

        // "USD/INR 84.39" names a rate.
        if (start == dotted || !source.OpensWord(start)
            || (source.At(start - 1) == '/' && CurrencyTable.OfCode(source[Math.Max(0, start - 4)..(start - 1)]) is not null))
        {
            return default;
        }

        ReadOnlySpan<char> word = source[start..dotted];
        string? name = words[MapName.RupeeForms].Find(word);

        // A word for lakh or crore after the number would come before the name: the letters must keep their order.
        if (name is not null)
        {
            return new AmountSign
            {
                Currency = HasIndicAfter(words, source, first) ? null : CurrencyTable.Rupee,
                Name = name
            }.WithMinus(source, start, floor, negative);
        }

        return new AmountSign { Currency = CurrencyTable.OfCode(word) }.WithMinus(source, start, floor, negative);
    }

    /// <summary>
    /// Looks behind an amount whose number ends at <paramref name="numberEnd"/> and its word for a power of ten at <paramref
    /// name="end"/>.
    /// </summary>
    public static AmountSign After(Vocabulary words, ReadOnlySpan<char> source, int end, int start, int numberEnd)
    {
        bool negative = Characters.IsMinus(source.At(start - 1)) && !Characters.IsWord(source.At(start - 2));
        start = negative ? start - 1 : start;
        int at = source.At(end) == ' ' ? end + 1 : end;
        if (CurrencyTable.OfSign(source.At(at)) is { } currency)
        {
            // In "5 $10" the sign belongs to what follows.
            return char.IsAsciiDigit(source.At(source.SkipBlanks(at + 1)))
                ? default
                : new AmountSign { Currency = currency, Start = start, End = at + 1, Follows = true, Negative = negative };
        }

        if (source.At(end) == '/' && source.At(end + 1) == '-' && !char.IsAsciiDigit(source.At(end + 2)))
        {
            // "500/-" before the word itself: the name is written, only the sign goes.
            bool named = IsRupeeWord(words, source[source.SkipBlanks(end + 2)..]);
            return new AmountSign
            {
                Currency = CurrencyTable.Rupee,
                Start = start,
                End = end + 2,
                Follows = true,
                Negative = negative,
                Name = named ? "" : null
            };
        }

        int wordEnd = at;
        while (wordEnd < source.Length && wordEnd - at < 4
            && (char.IsAsciiLetter(source[wordEnd]) || Characters.IsIndicLetterOrMark(source[wordEnd])))
        {
            wordEnd++;
        }

        if (wordEnd == at || !source.ClosesWord(wordEnd))
        {
            return default;
        }

        ReadOnlySpan<char> word = source[at..wordEnd];
        bool dot = source.At(wordEnd) == '.';
        if (words[MapName.RupeeForms].Find(word) is { } name && dot)
        {
            return new AmountSign
            {
                Currency = CurrencyTable.Rupee,
                Start = start,
                End = wordEnd + 1,
                Follows = true,
                Negative = negative,
                Name = name
            };
        }

        // A dot after "Rs" belongs to it unless the sentence ends there.
        Currency? coded = CurrencyTable.OfCode(word);
        int last = dot && source.SkipBlanks(wordEnd + 1) < source.Length && word[0] is 'R' or 'r' && coded is not null ? wordEnd + 1
            : wordEnd;
        return new AmountSign { Currency = coded, Start = start, End = last, Follows = true, Negative = negative };
    }

    /// <summary>The same place, with the currency that a code behind the number names.</summary>
    public AmountSign With(Currency currency, int end) => new() { Currency = currency, Start = Start, End = end, Negative = Negative };

    private static int EndOfAmount(ReadOnlySpan<char> source, int first)
    {
        int end = first;
        while (char.IsAsciiDigit(source.At(end)) || (source.At(end) is ',' or '.' && char.IsAsciiDigit(source.At(end + 1))))
        {
            end++;
        }

        return end;
    }

    private static bool HasIndicAfter(Vocabulary words, ReadOnlySpan<char> source, int first)
    {
        int end = EndOfAmount(source, first);

        if (Characters.IsDash(source.At(end)) && char.IsAsciiDigit(source.At(end + 1)))
        {
            // The second end of a range has the word.
            end = EndOfAmount(source, end + 1);
        }

        ReadOnlySpan<char> rest = source[source.SkipBlanks(end)..];
        return !Magnitude.IndicWord(words, rest).IsEmpty;
    }

    private static bool IsRupeeWord(Vocabulary words, ReadOnlySpan<char> rest) =>
        rest.StartsWith("rupee", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("Rs")
            || StartsWithForm(words[MapName.RupeeForms], rest);

    private static bool StartsWithForm(WordMap forms, ReadOnlySpan<char> rest)
    {
        foreach ((string written, _) in forms.Forms)
        {
            if (rest.StartsWith(written, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private AmountSign WithMinus(ReadOnlySpan<char> source, int start, int floor, bool negative)
    {
        bool minusBefore = start > floor && Characters.IsMinus(source[start - 1]) && !Characters.IsWord(source.At(start - 2));
        return new AmountSign
        {
            Currency = Currency,
            Country = Country,
            Name = Name,
            Start = minusBefore ? start - 1 : start,
            Negative = negative || minusBefore,
        };
    }
}

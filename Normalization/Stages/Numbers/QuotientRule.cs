using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Numbers;

/// <summary>
/// Numbers with a slash that are no fraction: years (<c>2023/24</c>), marks (<c>9/10</c>), plots of land and paragraphs (<c>14/3</c>, <c>302/34</c>), runways
/// (<c>15/33</c>), numbers of files (<c>123/2617/2021</c>); and quotients that are too large for one, or whose divisor is zero.
/// </summary>
internal sealed class QuotientRule : ITextRule
{
    private const int MaxParts = 5;

    // Longer numbers have no name in any language.
    private const int MaxDigits = 20;

    // Beyond this a fraction is hard to follow, and "over" takes its place.
    private const int LargestFraction = 1000;

    public SearchValues<char> Triggers => Characters.Digits;

    public bool Concerns(SpokenText text) => text.Source.Contains('/');

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        int first = NumberToken.EndOfDigits(source, at);
        if (!Opens(source, at))
        {
            return first;
        }

        if (source.At(first) == '.' && char.IsAsciiDigit(source.At(first + 1)))
        {
            int fraction = NumberToken.EndOfDigits(source, first + 1);
            return source.At(fraction) == '/' ? SayMarks(text, source, at, fraction) : fraction;
        }

        if (source.At(first) != '/' || first - at > MaxDigits)
        {
            return first;
        }

        if (char.IsAsciiLetterUpper(source.At(first + 1)) && source.ClosesWord(first + 2) && QuotientContext.IsPlace(LanguageCatalog.Words(text), source, at, source[first..]))
        {
            // "7/A"
            LanguageRules language = LanguageCatalog.For(text, at);
            text.Begin(at);
            SayNumber(text, language, source[at..first], indian: false);
            text.Say(language[Term.By]);
            AddressSpeech.Spell(text, source.Slice(first + 1, 1), at);
            text.End(first + 2);
            return first + 2;
        }

        Span<Range> parts = stackalloc Range[MaxParts];
        int count = ReadParts(source, at, parts, out int end);
        bool whole = count > 1 && source.At(end) is not ('/' or '%' or '-') && !(source.At(end) is '.' or ',' or ':' && char.IsAsciiDigit(source.At(end + 1)));
        if (!whole)
        {
            return first;
        }

        int done = count > 2 ? SayChain(text, source, parts[..count], end) : SayPair(text, source, parts[0], parts[1], end);
        return done > 0 ? done : first;
    }

    private static bool Opens(ReadOnlySpan<char> source, int at)
    {
        char before = source.At(at - 1);
        return source.OpensWord(at) && before is not ('/' or '.' or '-' or '\u2013' or '$' or '₹' or '€' or '£' or ':' or '#')
            && !(before is ',' && char.IsAsciiDigit(source.At(at - 2)));
    }

    private static int ReadParts(ReadOnlySpan<char> source, int at, Span<Range> parts, out int end)
    {
        int count = 0;
        end = at;
        while (count < parts.Length && char.IsAsciiDigit(source.At(at)))
        {
            end = NumberToken.EndOfDigits(source, at);
            parts[count++] = at..end;
            if (source.At(end) != '/' || end - at > MaxDigits)
            {
                break;
            }

            at = end + 1;
        }

        return count;
    }

    // "3.5/5.0", "12.3/16 GB"
    private static int SayMarks(SpokenText text, ReadOnlySpan<char> source, int at, int slash)
    {
        if (!NumberToken.TryRead(source, at, out NumberToken marks) || marks.End != slash || !char.IsAsciiDigit(source.At(slash + 1))
            || !NumberToken.TryRead(source, slash + 1, out NumberToken most) || source.At(most.End) is '/' or '-' || most.IsZero(source))
        {
            return slash;
        }

        LanguageRules language = LanguageCatalog.For(text, at);
        text.Begin(at);
        marks.Say(text, source, language, indian: false, beforeNoun: false);
        text.Say(language.OutOf);
        text.Write(' ');
        text.EndExactly(slash + 1);
        return slash + 1;
    }

    // "12/3/7", "123/261788/2021", "1998/2/30"
    private static int SayChain(SpokenText text, ReadOnlySpan<char> source, ReadOnlySpan<Range> parts, int end)
    {
        int at = parts[0].Start.Value;
        if (!source.ClosesWord(end))
        {
            return 0;
        }

        bool filed = false;
        foreach (Range part in parts)
        {
            filed |= part.End.Value - part.Start.Value > 3;
        }

        LanguageRules language = LanguageCatalog.For(text, at);
        bool allYear = source[at..end] is "24/7/365";
        text.Begin(at);
        foreach (Range part in parts)
        {
            text.Say(filed && part.Start.Value > at ? LanguageCatalog.Words(text)[MapName.AddressSigns].Find("/") : "");
            SayPart(text, language, source[part], filed, allYear);
        }

        text.End(end);
        return end;
    }

    private static void SayPart(SpokenText text, LanguageRules language, ReadOnlySpan<char> digits, bool filed, bool allYear)
    {
        if (filed && digits.Length == 4 && digits[0] is '1' or '2' && digits[0] != '0')
        {
            language.SayInteger(text, int.Parse(digits));
        }
        else if (allYear && digits is "365")
        {
            language.SayInteger(text, 3);
            language.SayInteger(text, 65);
        }
        else if (digits.Length > 3 || (filed && digits.Length > 2) || (digits.Length > 1 && digits[0] == '0'))
        {
            language.SayDigits(text, digits);
        }
        else
        {
            language.SayInteger(text, int.Parse(digits));
        }
    }

    private static int SayPair(SpokenText text, ReadOnlySpan<char> source, Range above, Range below, int end)
    {
        int at = above.Start.Value;
        ReadOnlySpan<char> left = source[above];
        ReadOnlySpan<char> right = source[below];
        LanguageRules language = LanguageCatalog.For(text, at);
        if (FractionEnding(source, end, right) is > 0 and int ending && Small(left, out int numerator) && Small(right, out int denominator))
        {
            text.Begin(at);
            language.SayFraction(text, numerator, denominator, whole: false);
            text.End(end + ending);
            return end + ending;
        }

        if (!source.ClosesWord(end))
        {
            return 0;
        }

        if (AreYears(left, right))
        {
            text.Begin(at);
            language.SayYear(text, int.Parse(left));
            text.Say(language.To);
            SayYears(text, language, right);
            text.End(end);
            return end;
        }

        if (Between(LanguageCatalog.Words(text), source, above, below, end, language) is not { } between)
        {
            return 0;
        }

        bool indian = LanguageCatalog.Of(text.LanguageAt(at)).CountsInLakhs;
        text.Begin(at);
        SayNumber(text, language, left, indian);
        text.Say(between);
        if (ReferenceEquals(between, language[Term.Or]))
        {
            // The unit is read with the second number.
            text.Write(' ');
            text.EndExactly(below.Start.Value);
            return below.Start.Value;
        }

        SayNumber(text, language, right, indian);
        text.End(end);
        return end;
    }

    private static void SayYears(SpokenText text, LanguageRules language, ReadOnlySpan<char> year)
    {
        if (year.Length == 4)
        {
            language.SayYear(text, int.Parse(year));
        }
        else if (year[0] == '0')
        {
            language.SayDigits(text, year);
        }
        else
        {
            language.SayInteger(text, int.Parse(year));
        }
    }

    private static void SayNumber(SpokenText text, LanguageRules language, ReadOnlySpan<char> digits, bool indian)
    {
        if (digits.Length > 1 && digits[0] == '0')
        {
            language.SayDigits(text, digits);
        }
        else
        {
            language.SayCardinal(text, digits, indian, beforeNoun: false);
        }
    }

    private static bool Small(ReadOnlySpan<char> digits, out int value)
    {
        value = 0;
        return digits.Length <= 3 && int.TryParse(digits, out value) && value > 0;
    }

    // "3/4th", "2/3rds": the ending belongs to the divisor.
    private static int FractionEnding(ReadOnlySpan<char> source, int end, ReadOnlySpan<char> divisor)
    {
        Span<char> lower = stackalloc char[4];
        ReadOnlySpan<char> rest = source[end..Math.Min(source.Length, end + 3)];
        ReadOnlySpan<char> ending = lower[..rest.ToLowerInvariant(lower)];
        if (divisor.Length > 3 || ending.Length < 2 || ending[..2] is not ("th" or "rd" or "nd" or "st"))
        {
            return 0;
        }

        int length = ending.Length > 2 && ending[2] == 's' ? 3 : 2;
        return source.ClosesWord(end + length) ? length : 0;
    }

    // "2023/24", "2023/2024", "1921/1989"
    private static bool AreYears(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        if (left.Length != 4 || right.Length is not (2 or 4) || !int.TryParse(left, out int year) || year is < 1100 or > 2199)
        {
            return false;
        }

        int next = int.Parse(right);
        return right.Length == 2 ? next == (year + 1) % 100 : next > year && next < 2200;
    }

    // What stands between two numbers; empty for nothing; null when it is an ordinary fraction.
    private static string? Between(Vocabulary words, ReadOnlySpan<char> source, Range above, Range below, int end, LanguageRules language)
    {
        bool known = Small(source[above], out int numerator) & Small(source[below], out int denominator);
        ReadOnlySpan<char> rest = source[end..];
        if (QuotientContext.IsPair(words, source, above.Start.Value, rest))
        {
            return "";
        }

        if (QuotientContext.IsPlace(words, source, above.Start.Value, rest))
        {
            return language[Term.By];
        }

        if (!known)
        {
            return source[above][0] == '0' || (source[below].Length > 1 && source[below][0] == '0') ? null : language[Term.Over];
        }

        if (denominator == 10 && numerator <= 10 && !rest.StartsWith(" of "))
        {
            return language.OutOf;
        }

        return (numerator, denominator) is (50, 60) && rest.TrimStart(' ').StartsWith("Hz") ? language[Term.Or] : numerator >= LargestFraction ? language[Term.Over] : null;
    }
}

using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Words;

/// <summary>A number as written: digits, perhaps grouped by commas, perhaps with a fraction after a point. No sign.</summary>
/// <param name="Start">First digit, or the point of <c>.5</c>.</param>
/// <param name="IntegerEnd">End of the whole part.</param>
/// <param name="End">End of the number.</param>
/// <param name="Grouped">Whether the whole part has commas.</param>
/// <param name="IndianGroups">Whether the commas are set in the Indian way: <c>1,23,456</c>.</param>
internal readonly record struct NumberToken(int Start, int IntegerEnd, int End, bool Grouped, bool IndianGroups)
{
    // Longer runs are said digit by digit in any language.
    private const int MaxNamedDigits = 40;

    /// <summary>Digits after the point.</summary>
    public int FractionLength => End > IntegerEnd ? End - IntegerEnd - 1 : 0;

    /// <summary>Reads the number whose first digit (or point) is at an index.</summary>
    public static bool TryRead(ReadOnlySpan<char> source, int start, out NumberToken number)
    {
        int at = EndOfDigits(source, start);
        int first = at - start;
        bool grouped = false;
        bool indian = false;
        if (first is >= 1 and <= 3)
        {
            at = ReadGroups(source, at, first, out grouped, out indian);
        }

        int integerEnd = at;
        if (source.At(at) == '.' && char.IsAsciiDigit(source.At(at + 1)))
        {
            int fraction = EndOfDigits(source, at + 1);

            // A second point makes it a version or an address, which are read elsewhere.
            at = source.At(fraction) == '.' && char.IsAsciiDigit(source.At(fraction + 1)) ? at : fraction;
        }

        number = new NumberToken(start, integerEnd, at, grouped, indian);
        return at > start;
    }

    /// <summary>The first index at or after <paramref name="start"/> without an ASCII digit, but more than <paramref name="start"/> when it stands on one.</summary>
    public static int EndOfDigits(ReadOnlySpan<char> source, int start)
    {
        int length = source[start..].IndexOfAnyExceptInRange('0', '9');
        return length < 0 ? source.Length : start + length;
    }

    /// <summary>Exactly one, with no fraction.</summary>
    public bool IsOne(ReadOnlySpan<char> source) => End - Start == 1 && source[Start] == '1';

    /// <summary>Whether what is counted stays in the singular.</summary>
    public bool IsSingular(ReadOnlySpan<char> source, LanguageRules language) => IsOne(source) || language.IsSingular(source[Start..IntegerEnd]);

    public bool IsZero(ReadOnlySpan<char> source) => !source[Start..IntegerEnd].ContainsAnyInRange('1', '9');

    /// <summary>A code such as <c>007</c>: said digit by digit.</summary>
    public bool HasLeadingZero(ReadOnlySpan<char> source) => IntegerEnd - Start > 1 && source[Start] == '0' && !Grouped;

    /// <summary>The whole part without fraction and commas when it is short; false otherwise.</summary>
    public bool TryGetInteger(ReadOnlySpan<char> source, out int value)
    {
        value = 0;
        return !Grouped && End == IntegerEnd && End - Start is > 0 and <= 9 && int.TryParse(source[Start..End], out value);
    }

    /// <summary>Says the number.</summary>
    /// <param name="indian">Lakh and crore, when the commas do not ask for them anyway.</param>
    /// <param name="beforeNoun">Whether the counted thing follows.</param>
    public void Say(SpokenText text, ReadOnlySpan<char> source, LanguageRules language, bool indian, bool beforeNoun)
    {
        ReadOnlySpan<char> whole = source[Start..IntegerEnd];
        if (whole.IsEmpty)
        {
            text.Say(language.DigitWords[0]);
        }
        else if (HasLeadingZero(source) || whole.Length > MaxNamedDigits)
        {
            foreach (char digit in whole)
            {
                if (char.IsAsciiDigit(digit))
                {
                    language.SayDigits(text, [digit]);
                }
            }
        }
        else
        {
            Span<char> digits = stackalloc char[MaxNamedDigits];
            int length = 0;
            foreach (char digit in whole)
            {
                if (char.IsAsciiDigit(digit))
                {
                    digits[length++] = digit;
                }
            }

            language.SayCardinal(text, digits[..length], indian || IndianGroups, beforeNoun && FractionLength == 0);
        }

        if (FractionLength > 0)
        {
            text.Say(language.Point);
            language.SayDecimals(text, source[(IntegerEnd + 1)..End]);
        }
    }

    /// <summary>Says the number before a word for a power of ten: <c>1.5</c> is one and a half where the language counts so.</summary>
    public void SayScaled(SpokenText text, ReadOnlySpan<char> source, LanguageRules language, bool indian)
    {
        if (!SayQuarters(text, source, language))
        {
            Say(text, source, language, indian, beforeNoun: true);
        }
    }

    /// <summary>Says a number that ends in a quarter, a half or three quarters as its language does; false when it does not, or another number stands there.</summary>
    public bool SayQuarters(SpokenText text, ReadOnlySpan<char> source, LanguageRules language)
    {
        int quarters = FractionLength is 1 or 2 ? source[(IntegerEnd + 1)..End] switch { "5" or "50" => 2, "25" => 1, "75" => 3, _ => 0 } : 0;
        if (quarters == 0 || !language.CountsQuarters || Grouped || IntegerEnd - Start > 4 || !int.TryParse(source[Start..IntegerEnd], out int whole) || whole == 0)
        {
            return false;
        }

        language.SayMixed(text, whole, quarters == 2 ? 1 : quarters, quarters == 2 ? 2 : 4);
        return true;
    }

    /// <summary>Reads a number whose points part thousands: <c>50.000</c>, <c>1.500.000</c>.</summary>
    public static NumberToken ReadPointGroups(ReadOnlySpan<char> source, int start)
    {
        int at = EndOfDigits(source, start);
        while (source.At(at) == '.' && EndOfDigits(source, at + 1) == at + 4)
        {
            at += 4;
        }

        return new NumberToken(start, at, at, Grouped: true, IndianGroups: false);
    }

    // Groups of three, or groups of two with three at the end. Anything else leaves the commas to the sentence.
    private static int ReadGroups(ReadOnlySpan<char> source, int at, int firstDigits, out bool grouped, out bool indian)
    {
        int valid = at;
        int first = at;
        indian = false;
        bool pairs = false;
        char separator = source.At(at);
        if (separator is '.' && !IsMillions(source, at))
        {
            grouped = false;
            return at;
        }

        if (separator is ' ' && !IsSpaced(source, start: at, first: firstDigits))
        {
            grouped = false;
            return at;
        }

        while (separator is ',' or '\'' or '.' or '_' or ' ' && source.At(at) == separator)
        {
            int digits = 0;
            while (digits <= 3 && char.IsAsciiDigit(source.At(at + 1 + digits)))
            {
                digits++;
            }

            if (digits != 3 && (digits != 2 || separator != ','))
            {
                break;
            }

            at += digits + 1;
            if (digits == 3)
            {
                valid = at;
                indian |= pairs;
                if (pairs)
                {
                    break;
                }
            }
            else
            {
                pairs = true;
            }
        }

        grouped = valid > first;
        return valid;
    }

    // "1 234 567": at most two digits, then groups of three to the end.
    private static bool IsSpaced(ReadOnlySpan<char> source, int start, int first)
    {
        int at = start;
        while (at - start < 16 && source.At(at) == ' ' && char.IsAsciiDigit(source.At(at + 1)))
        {
            if (EndOfDigits(source, at + 1) != at + 4)
            {
                return false;
            }

            at += 4;
        }

        bool zeros = at - start >= 4 && source[(at - 3)..at] is "000" && source[(start + 1)..(start + 4)] is "000";
        return (first < 3 || zeros) && at - start is >= 8 and < 16 && source.ClosesWord(at) && source.At(at) is not ('-' or '/' or ':') && source.At(at + 1) is not (>= '0' and <= '9');
    }

    /// <summary>Whether points part groups of three zeros or digits that end in three zeros: <c>1.000.000</c>.</summary>
    public static bool IsMillions(ReadOnlySpan<char> source, int point)
    {
        int at = point;
        while (at - point < 16 && source.At(at) == '.' && EndOfDigits(source, at + 1) == at + 4)
        {
            at += 4;
        }

        return at - point >= 8 && source[(at - 3)..at] is "000" && source.ClosesWord(at) && source.At(at) != '.';
    }

    /// <summary>Reads a number with a decimal comma, as beside the sign of the euro: <c>4,99</c>, <c>1.299,00</c>.</summary>
    public static bool TryReadWithComma(ReadOnlySpan<char> source, int start, out NumberToken number)
    {
        int at = EndOfDigits(source, start);
        int first = at - start;
        while (first is >= 1 and <= 3 && source.At(at) == '.' && EndOfDigits(source, at + 1) == at + 4)
        {
            at += 4;
        }

        number = new NumberToken(start, at, at + 3, Grouped: at - start > first, IndianGroups: false);
        return first > 0 && source.At(at) == ',' && EndOfDigits(source, at + 1) == at + 3 && source.At(at + 3) != ',';
    }
}

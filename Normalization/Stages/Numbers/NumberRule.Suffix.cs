using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Numbers;

/// <summary>What may follow a number: percent, powers of ten, units, ordinal endings.</summary>
internal sealed partial class NumberRule
{
    private static int SayNumberAndSuffix(Speech speech, ReadOnlySpan<char> source, NumberToken number)
    {
        (SpokenText text, LanguageRules language, bool indian) = speech;
        int end = number.End;
        if (TryOrdinal(speech, source, number, out int ordinalEnd))
        {
            return ordinalEnd;
        }

        int blank = source.At(end) == ' ' ? end + 1 : end;
        switch (source.At(blank))
        {
            case '%':
                number.Say(text, source, language, indian, beforeNoun: true);
                text.Say(language.Percent);
                if (Characters.IsDash(source.At(blank + 1)) && char.IsAsciiDigit(source.At(blank + 2)))
                {
                    // "5%-10%"
                    text.Say(language.To);
                    return blank + 2;
                }

                return language.Join(text, source, blank + 1);
            case '‰':
                number.Say(text, source, language, indian, beforeNoun: true);
                text.Say(language[Term.PerMille]);
                return blank + 1;
        }

        if (TryPower(speech, source, number, out int powerEnd) || TryProduct(speech, source, number, out powerEnd))
        {
            return powerEnd;
        }

        // "100s of people"
        if (source[end..].StartsWith("s of ") && Plural(source[number.Start..end]) is { } many)
        {
            text.Say(many);
            return end + 1;
        }

        Magnitude magnitude = Magnitude.Read(LanguageCatalog.Words(text), source, end, afterCurrency: false);
        if (!magnitude.Word.IsEmpty && number.SayQuarters(text, source, language))
        {
            text.Say(magnitude.Word);
            return language.Join(text, source, magnitude.End);
        }

        if (magnitude.Scale != Scale.None)
        {
            number.SayScaled(text, source, language, indian: false);
            language.SayScale(text, magnitude.Scale);
            return SayMeasure(speech, source, magnitude.End);
        }

        if (IndicUnits.Find(LanguageCatalog.Words(text), source, end, out int indicEnd) is { } indic)
        {
            number.Say(text, source, language, indian, beforeNoun: true);
            text.Say(indic);
            return language.Join(text, source, indicEnd);
        }

        if (UnitReader.TryRead(source, number.End, out UnitReader unit))
        {
            bool ahead = unit.SayPerAhead(text, language);
            number.Say(text, source, language, indian, beforeNoun: true);
            unit.Say(text, language, number.IsSingular(source, language) || unit.Hyphenated, ahead);
            if (source[unit.End..].StartsWith(" x ") && char.IsAsciiDigit(source.At(unit.End + 3)))
            {
                text.Say(LanguageCatalog.Latin(text)[Term.SizeBy]);
                text.Write(' ');
                return unit.End + 3;
            }

            if (unit.Unit.Id is "foot" && source.At(number.End) == '\'')
            {
                return SayInches(speech, source, unit.End);
            }

            if (DividesFurther(source, unit.End))
            {
                text.Say(language.Per);
                return unit.End + 1;
            }

            // "8 oz. cup": the dot belongs to the unit when the sentence goes on.
            if (source.At(unit.End) == '.' && source.At(unit.End + 1) == ' '
                && char.IsAsciiLetterLower(source.At(unit.End + 2)) | char.IsAsciiDigit(source.At(unit.End + 2))
                && unit.Unit.Id is "ounce" or "pound" or "foot" or "inch" or "hour" or "minute" or "second" or "year" or "mile"
                    or "teaspoon" or "tablespoon" or "gallon")
            {
                return unit.End + 1;
            }

            return language.Join(text, source, unit.End);
        }

        number.Say(text, source, language, indian, CountsNoun(language, source, end));
        language.EndNumber(text, source[(source.At(end) == ' ' ? end + 1 : end)..]);
        if (source.At(end) == '+' && !char.IsAsciiDigit(source.At(end + 1)))
        {
            text.Say(language.Plus);
            return end + 1;
        }

        // "the 2000s" are decades that no earlier rule took, "747s" several of a kind.
        if (source.At(end) == 's' && source.ClosesWord(end + 1))
        {
            text.Write('s');
            return end + 1;
        }

        return end;
    }

    // "149.6 million km"
    private static int SayMeasure(Speech speech, ReadOnlySpan<char> source, int end)
    {
        if (source.At(end) != ' ' || !UnitReader.TryRead(source, end, out UnitReader unit) || unit.Unit.Attached || unit.End - end < 3)
        {
            return end;
        }

        unit.Say(speech.Text, speech.Language, one: false);
        return unit.End;
    }

    // 5'11, where the sign of the inches is left out
    private static int SayInches(Speech speech, ReadOnlySpan<char> source, int end)
    {
        int last = NumberToken.EndOfDigits(source, end);
        if (last == end || last - end > 2 || source.At(last) == '"')
        {
            return end;
        }

        Unit inch = UnitTable.Find("\"")!;
        speech.Language.SayCardinal(speech.Text, source[end..last], indian: false, beforeNoun: true);
        speech.Language.SayUnit(speech.Text, inch, one: source[end..last] is "1");
        return last;
    }

    private static string? Plural(ReadOnlySpan<char> digits) => digits switch
    {
        "10" => "tens",
        "100" => "hundreds",
        "1000" => "thousands",
        _ => null,
    };

    // "5L/100km", "20 GB/month"
    private static bool DividesFurther(ReadOnlySpan<char> source, int slash)
    {
        if (source.At(slash) != '/')
        {
            return false;
        }

        ReadOnlySpan<char> rest = source[(slash + 1)..];
        int digits = NumberToken.EndOfDigits(rest, 0);
        return digits > 0
            ? rest[..digits] is "1" or "10" or "100" or "1000" && rest.At(digits) is not ('.' or '°')
            : rest.StartsWith("month") || rest.StartsWith("day") || rest.StartsWith("week") || rest.StartsWith("year")
                || rest.StartsWith("person") || rest.StartsWith("head");
    }

    private static bool CountsNoun(LanguageRules language, ReadOnlySpan<char> source, int end)
    {
        int at = source.At(end) == ' ' ? end + 1 : end;
        return language.CountsWord(source[Math.Min(at, source.Length)..]);
    }

    private static bool TryOrdinal(Speech speech, ReadOnlySpan<char> source, NumberToken number, out int end)
    {
        end = number.End;
        if (number.FractionLength > 0)
        {
            return false;
        }

        if (!number.Grouped
            && speech.Language.TrySayWrittenOrdinal(
                speech.Text, source[number.Start..number.IntegerEnd], source[end..], speech.Indian, out int ending))
        {
            end += ending;
            return true;
        }

        int written = LanguageCatalog.Words(speech.Text)[ListName.OrdinalEndings].LengthOfWholeAtStart(source[end..]);
        if (written > 0)
        {
            SayOrdinal(speech, source, number);
            end += written;
        }

        return written > 0;
    }

    private static void SayOrdinal(Speech speech, ReadOnlySpan<char> source, NumberToken number)
    {
        Span<char> digits = stackalloc char[number.IntegerEnd - number.Start > 64 ? 64 : number.IntegerEnd - number.Start];
        int length = 0;
        foreach (char digit in source[number.Start..number.IntegerEnd])
        {
            if (char.IsAsciiDigit(digit) && length < digits.Length)
            {
                digits[length++] = digit;
            }
        }

        speech.Language.SayOrdinal(speech.Text, digits[..length], speech.Indian || number.IndianGroups);
    }

    // 6.02e23, 1e-9
    private static bool TryPower(Speech speech, ReadOnlySpan<char> source, NumberToken number, out int end)
    {
        end = number.End;
        if (source.At(end) is not ('e' or 'E'))
        {
            return false;
        }

        int digits = source.At(end + 1) is '-' or '+' or '\u2212' ? end + 2 : end + 1;
        if (!char.IsAsciiDigit(source.At(digits)))
        {
            return false;
        }

        int last = NumberToken.EndOfDigits(source, digits);
        if (last - digits > 4 || (last - digits > 2 && source[end] == 'E' && number.FractionLength == 0) || !source.ClosesWord(last))
        {
            return false;
        }

        number.Say(speech.Text, source, speech.Language, speech.Indian, beforeNoun: false);
        speech.Text.Say(speech.Language.Times);
        speech.Language.SayInteger(speech.Text, 10);
        speech.Text.Say(speech.Language[Term.PowerOf]);
        if (Characters.IsMinus(source[end + 1]))
        {
            speech.Text.Say(speech.Language.Minus);
        }

        speech.Language.SayCardinal(speech.Text, source[digits..last], indian: false, beforeNoun: false);
        end = last;
        return true;
    }

    // 4x4, 1920x1080, 3 x 4, 3x
    private static bool TryProduct(Speech speech, ReadOnlySpan<char> source, NumberToken number, out int end)
    {
        end = number.End;
        int at = source.At(end) == ' ' ? end + 1 : end;
        if (source.At(at) is not ('x' or 'X'))
        {
            return false;
        }

        int next = source.At(at + 1) == ' ' ? at + 2 : at + 1;
        if (char.IsAsciiDigit(source.At(next)) && (next > at + 1) == (at > end) && NumberToken.TryRead(source, next, out _))
        {
            // The second factor is the next number that the rule meets; there may be any number of them.
            number.Say(speech.Text, source, speech.Language, speech.Indian, beforeNoun: false);
            bool allDay = source[number.Start..number.End] is "24" && source.At(next) == '7' && !char.IsAsciiDigit(source.At(next + 1));
            bool power = source[next..].StartsWith("10 to the power") || EqualsFollow(source, next);
            speech.Text.Say(allDay ? "" : LanguageCatalog.Latin(speech.Text)[power ? Term.Times : Term.SizeBy]);
            speech.Text.Write(' ');
            end = next;
            return true;
        }

        if (at == end && source.ClosesWord(at + 1))
        {
            number.Say(speech.Text, source, speech.Language, speech.Indian, beforeNoun: false);
            bool isVariable = source[at] == 'x' && IsVariable(source, number.Start, at + 1);
            speech.Text.Say(isVariable ? "x" : LanguageCatalog.Latin(speech.Text)[Term.Times]);
            end = at + 1;
            return true;
        }

        return false;
    }

    // "3 x 4 = 12", whose sign is in words already
    private static bool EqualsFollow(ReadOnlySpan<char> source, int next) =>
        NumberToken.TryRead(source, next, out NumberToken second) && source[second.End..].TrimStart(' ').StartsWith("equals");

    // "2x + 1"
    private static bool IsVariable(ReadOnlySpan<char> source, int start, int end)
    {
        ReadOnlySpan<char> rest = source[end..];
        ReadOnlySpan<char> before = source[Math.Max(0, start - 12)..start];
        return rest.StartsWith(" +") || rest.StartsWith("+") || rest.StartsWith(" equals") || rest.StartsWith("equals")
            || rest.StartsWith(" minus")
            || rest.StartsWith(" squared") || rest.StartsWith(" plus") || before.EndsWith("equals ") || before.EndsWith("plus ")
                || before.EndsWith("minus ");
    }
}

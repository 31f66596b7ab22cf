using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Numbers;

/// <summary>
/// Numbers with what belongs to them: sign, second end of a range, fraction, power of ten, percent, unit, ordinal ending.
/// </summary>
internal sealed partial class NumberRule : ITextRule
{
    public SearchValues<char> Triggers => Characters.Digits;

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        int start = source.At(at - 1) == '.' && !Characters.IsWord(source.At(at - 2)) && source.At(at - 2) != '.' && at - 1 >= text.Consumed ? at - 1 : at;

        // ".2.3" is no fraction, but its digits are numbers all the same.
        if (!NumberToken.TryRead(source, start, out NumberToken number) && !NumberToken.TryRead(source, at, out number))
        {
            return at + 1;
        }

        LanguageRules language = LanguageCatalog.For(text, at);
        bool indian = LanguageCatalog.Of(text.LanguageAt(at)).CountsInLakhs;
        text.Begin(SignStart(text, source, number.Start, out string? sign, language));
        if (sign is not null)
        {
            text.Say(sign);
        }

        Speech speech = new(text, language, indian);
        if (TryFraction(speech, source, number, out int end) || TryRange(speech, source, number, out end))
        {
            return Close(text, source, end);
        }

        return Close(text, source, SayNumberAndSuffix(speech, source, number));
    }

    private static int Close(SpokenText text, ReadOnlySpan<char> source, int end)
    {
        // With Telugu or Hindi words the case ending that is written on the number stays on it: 2025లో.
        bool joined = text.Options.NumberLanguage == NumberLanguage.Text && end < source.Length && char.IsAsciiDigit(source[end - 1])
            && Characters.IsIndicLetterOrMark(source[end]) && Characters.IsIndicLetterOrMark(text.LastWritten);
        if (joined)
        {
            text.EndExactly(end);
        }
        else
        {
            text.End(end);
        }

        return end;
    }

    // A sign counts when nothing stands before it that could be its left side.
    private static int SignStart(SpokenText text, ReadOnlySpan<char> source, int start, out string? sign, LanguageRules language)
    {
        sign = null;
        int at = start - 1;
        char c = source.At(at);
        if (at < text.Consumed || c is not ('-' or '+' or '±' or '~' or '\u2212') || (at > 0 && (Characters.IsWord(source[at - 1]) || source[at - 1] is ')' or '%')))
        {
            return start;
        }

        sign = c switch
        {
            '+' => language.Plus,
            '±' => language[Term.PlusOrMinus],
            '~' => language[Term.About],
            _ => language.Minus,
        };
        return at;
    }

    private static bool TryFraction(Speech speech, ReadOnlySpan<char> source, NumberToken number, out int end)
    {
        end = number.End;
        if (source.At(end) == ' ' && NumberToken.TryRead(source, end + 1, out NumberToken second) && source.At(second.End) == '/'
            && TryReadFraction(source, second, out int above, out int below, out int close) && above < below && number.TryGetInteger(source, out _))
        {
            // 3 3/4
            _ = number.TryGetInteger(source, out int whole);
            speech.Language.SayMixed(speech.Text, whole, above, below);
            end = SayUnit(speech, source, close, one: false);
            return true;
        }

        if (source.At(end) != '/' || !TryReadFraction(source, number, out int numerator, out int denominator, out int last))
        {
            return TryRating(speech, source, number, out end);
        }

        if (TryQuotient(speech, source, number.Start, numerator, denominator, last))
        {
            end = SayUnit(speech, source, last, one: false);
            return true;
        }

        if ((numerator, denominator) is (24, 7) or (50, 50) or (60, 40) or (20, 20) or (80, 20) or (9, 11))
        {
            speech.Language.SayInteger(speech.Text, numerator);
            speech.Language.SayInteger(speech.Text, denominator);
        }
        else
        {
            speech.Language.SayFraction(speech.Text, numerator, denominator, whole: denominator == 2 && IsCupOf(speech.Language, source, last));
        }

        end = SayUnit(speech, source, last, one: true);
        return true;
    }

    // "4.5/5": marks that are given.
    private static bool TryRating(Speech speech, ReadOnlySpan<char> source, NumberToken number, out int end)
    {
        end = number.End;
        if (number.FractionLength is not (1 or 2) || source.At(end) != '/' || !char.IsAsciiDigit(source.At(end + 1)) || !NumberToken.TryRead(source, end + 1, out NumberToken most)
            || !most.TryGetInteger(source, out int value) || value is not (4 or 5 or 10 or 20 or 100) || !source.ClosesWord(most.End) || source.At(most.End) is '/' or '-')
        {
            return false;
        }

        number.Say(speech.Text, source, speech.Language, speech.Indian, beforeNoun: false);
        speech.Text.Say(speech.Language.OutOf);
        speech.Language.SayInteger(speech.Text, value);
        end = most.End;
        return true;
    }

    // What is written like a fraction and said otherwise: "5/5 stars", a blood pressure, runs and wickets, the number of a house.
    private static bool TryQuotient(Speech speech, ReadOnlySpan<char> source, int start, int numerator, int denominator, int end)
    {
        Vocabulary words = LanguageCatalog.Words(speech.Text);
        string? between =
            FollowsNumberWord(words, source[Math.Max(0, start - 16)..start]) ? speech.Language[Term.By]
            : denominator is 5 or 10 or 100 && numerator <= denominator && (CountsThings(words, source[end..]) || (denominator == 100 && numerator > 1)) ? speech.Language.OutOf
            : numerator is >= 80 and <= 250 && denominator is >= 40 and <= 140 && numerator > denominator ? speech.Language[Term.Over]
            : numerator >= 20 && denominator <= 10 && numerator >= 5 * denominator ? speech.Language[Term.WicketsFor]
            : null;
        if (string.IsNullOrEmpty(between))
        {
            return false;
        }

        speech.Language.SayInteger(speech.Text, numerator);
        speech.Text.Say(between);
        speech.Language.SayInteger(speech.Text, denominator);
        return true;
    }

    private static bool CountsThings(Vocabulary words, ReadOnlySpan<char> rest) => rest.At(0) == ' ' && words[ListName.RatedThings].LengthAtStart(rest[1..]) > 0;

    private static bool FollowsNumberWord(Vocabulary words, ReadOnlySpan<char> before) => before.EndsWith(' ') && words[ListName.NumberWords].EndsWith(before[..^1]);

    // "1/2 tsp", "3/4\" bolt", "2 1/2 km"
    private static int SayUnit(Speech speech, ReadOnlySpan<char> source, int end, bool one)
    {
        if (!UnitReader.TryRead(source, end, out UnitReader unit))
        {
            return end;
        }

        unit.Say(speech.Text, speech.Language, one);
        return unit.End;
    }

    // Half a cup: the word before a noun.
    private static bool IsCupOf(LanguageRules language, ReadOnlySpan<char> source, int end) => source.At(end) == ' ' && language.CountsWord(source.At(end + 1));

    private static bool TryReadFraction(ReadOnlySpan<char> source, NumberToken above, out int numerator, out int denominator, out int end)
    {
        numerator = denominator = 0;
        end = above.End;
        return above.TryGetInteger(source, out numerator) && numerator < 1000 && !above.HasLeadingZero(source)
            && source.At(end) == '/' && char.IsAsciiDigit(source.At(end + 1))
            && NumberToken.TryRead(source, end + 1, out NumberToken below) && below.TryGetInteger(source, out denominator)
            && denominator is > 0 and < 1000 && !below.HasLeadingZero(source) && source.ClosesWord(end = below.End) && source.At(end) is not ('/' or '%');
    }

    private static bool TryRange(Speech speech, ReadOnlySpan<char> source, NumberToken number, out int end)
    {
        end = number.End;
        int dash = source.At(end) == ' ' ? end + 1 : end;
        char c = source.At(dash);
        int next = source.At(dash + 1) == ' ' ? dash + 2 : dash + 1;
        bool ratio = c == ':' && dash == end && next == dash + 1;
        if ((source.At(number.Start - 1) == '-' && char.IsAsciiDigit(source.At(number.Start - 2))) || (!Characters.IsDash(c) && !ratio) || (next == dash + 2) != (dash > end) || !char.IsAsciiDigit(source.At(next)) || !NumberToken.TryRead(source, next, out NumberToken second)
            || GoesOn(source, second.End))
        {
            return false;
        }

        number.Say(speech.Text, source, speech.Language, speech.Indian, beforeNoun: false);

        // Equal chances are no range: "50-50". Nor is the year of a standard: "9001:2015".
        bool even = (source[number.Start..number.End] is "50" && source[second.Start..second.End] is "50")
            || (ratio && number.End - number.Start == 4 && second.End - second.Start == 4);
        speech.Text.Say(even ? "" : speech.Language.To);
        end = SayNumberAndSuffix(speech, source, second);
        return true;
    }

    // "10-12-14" is no range.
    private static bool GoesOn(ReadOnlySpan<char> source, int end) =>
        source.At(end) is '-' or ':' or '/' && char.IsAsciiDigit(source.At(end + 1));

    /// <summary>What the parts of one number share.</summary>
    private readonly record struct Speech(SpokenText Text, LanguageRules Language, bool Indian);
}

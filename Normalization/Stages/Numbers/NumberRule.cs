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

        end = SayNumberAndSuffix(speech, source, number);
        return Close(text, source, GoOn(speech, source, number, end));
    }

    // "3kg-5kg", "5th - 7th", "10k–12k": the second end has a suffix of its own.
    private static int GoOn(Speech speech, ReadOnlySpan<char> source, NumberToken number, int end)
    {
        if (!RangeReader.TryRead(source, end, out int next) || source.At(next) == '-' || !NumberToken.TryRead(source, next, out NumberToken second)
            || RangeReader.KindOf(LanguageCatalog.Words(speech.Text), source, number.End) is not (not SuffixKind.None and SuffixKind kind) || RangeReader.KindOf(LanguageCatalog.Words(speech.Text), source, second.End) != kind)
        {
            return end;
        }

        speech.Text.Say(speech.Language.To);
        speech.Text.Write(' ');
        return next;
    }

    private static int Close(SpokenText text, ReadOnlySpan<char> source, int end)
    {
        // With Telugu or Hindi words the case ending that is written on the number stays on it.
        bool joined = text.Options.NumberLanguage == NumberLanguage.Text && end < source.Length && (char.IsAsciiDigit(source[end - 1]) || (end > 1 && char.IsAsciiDigit(source[end - 2])))
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
        if (at < text.Consumed || c is not ('-' or '+' or '±' or '~' or '\u2212' or '\u2013') || !CanBeSign(source, at))
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

    private static bool CanBeSign(ReadOnlySpan<char> source, int at)
    {
        char before = source.At(at - 1);
        if (at > 0 && (Characters.IsWord(before) || before is ')' or '%'))
        {
            return false;
        }

        // An en dash is a minus behind a word, and a range behind a number.
        return source[at] != '\u2013' || at == 0 || (before is ' ' or '(' && !char.IsAsciiDigit(source.At(at - 2)) && source.At(at - 2) is not ('.' or '%'));
    }

    private static bool TryFraction(Speech speech, ReadOnlySpan<char> source, NumberToken number, out int end)
    {
        end = number.End;
        if (TryMixed(speech, source, number, out end))
        {
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

        end = SayFractionRange(speech, source, SayUnit(speech, source, last, one: true));
        return true;
    }

    // 3 3/4, 1-1/2
    private static bool TryMixed(Speech speech, ReadOnlySpan<char> source, NumberToken number, out int end)
    {
        end = number.End;
        bool hyphen = source.At(end) == '-';
        if ((source.At(end) != ' ' && !hyphen) || !char.IsAsciiDigit(source.At(end + 1)) || !NumberToken.TryRead(source, end + 1, out NumberToken second)
            || source.At(second.End) != '/' || !number.TryGetInteger(source, out int whole)
            || !TryReadFraction(source, second, out int above, out int below, out int close) || (above >= below && (hyphen || below != 1)))
        {
            return false;
        }

        speech.Language.SayMixed(speech.Text, whole, above, below);
        end = close;
        if (source.At(close) == '%')
        {
            speech.Text.Say(speech.Language.Percent);
            end++;
        }
        else
        {
            end = SayUnit(speech, source, close, one: false);
        }

        return true;
    }

    // "1/3 - 1/2"
    private static int SayFractionRange(Speech speech, ReadOnlySpan<char> source, int end)
    {
        if (!RangeReader.TryRead(source, end, out int next) || !NumberToken.TryRead(source, next, out NumberToken second) || source.At(second.End) != '/'
            || !TryReadFraction(source, second, out _, out _, out _))
        {
            return end;
        }

        speech.Text.Say(speech.Language.To);
        speech.Text.Write(' ');
        return next;
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
            : numerator >= 30 && denominator <= 10 && numerator >= 5 * denominator ? speech.Language[Term.WicketsFor]
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
    private static bool IsCupOf(LanguageRules language, ReadOnlySpan<char> source, int end) => source.At(end) == ' ' && language.CountsWord(source[Math.Min(end + 1, source.Length)..]);

    private static bool TryReadFraction(ReadOnlySpan<char> source, NumberToken above, out int numerator, out int denominator, out int end)
    {
        numerator = denominator = 0;
        end = above.End;
        return above.TryGetInteger(source, out numerator) && numerator < 1000 && !above.HasLeadingZero(source)
            && source.At(end) == '/' && char.IsAsciiDigit(source.At(end + 1))
            && NumberToken.TryRead(source, end + 1, out NumberToken below) && below.TryGetInteger(source, out denominator)
            && denominator is > 0 and < 1000 && !below.HasLeadingZero(source) && ClosesFraction(source, end = below.End);
    }

    // "1/4W": a unit may touch it.
    private static bool ClosesFraction(ReadOnlySpan<char> source, int end) =>
        source.At(end) != '/' && (source.ClosesWord(end) || (char.IsAsciiLetter(source[end]) && UnitReader.TryRead(source, end, out _)));

    private static bool TryRange(Speech speech, ReadOnlySpan<char> source, NumberToken number, out int end)
    {
        end = number.End;
        bool ratio = source.At(end) == ':' || (source.At(end) == ' ' && source.At(end + 1) == ':' && source.At(end + 2) == ' ');
        int next = end;
        bool found = ratio ? TryReadRatio(source, end, out next) : RangeReader.TryRead(source, end, out next);
        bool signed = found && source.At(next) == '-';
        if (!found || (source.At(number.Start - 1) == '-' && char.IsAsciiDigit(source.At(number.Start - 2)))
            || !NumberToken.TryRead(source, signed ? next + 1 : next, out NumberToken second) || (!ratio && GoesOn(source, second.End)))
        {
            return false;
        }

        number.Say(speech.Text, source, speech.Language, speech.Indian, beforeNoun: false);
        speech.Text.Say(RangeReader.IsPair(LanguageCatalog.Words(speech.Text), source, number, second, ratio) ? "" : ratio ? speech.Language.RatioTo : speech.Language.To);
        if (signed)
        {
            speech.Text.Say(speech.Language.Minus);
        }

        if (ratio && source.At(second.End) == ':' && char.IsAsciiDigit(source.At(second.End + 1)))
        {
            // "1:2:3" goes on with the second number.
            speech.Text.Write(' ');
            end = next;
            return true;
        }

        end = GoOn(speech, source, second, SayNumberAndSuffix(speech, source, second));
        return true;
    }

    private static bool TryReadRatio(ReadOnlySpan<char> source, int end, out int next)
    {
        bool spaced = source[end] == ' ';
        next = spaced ? end + 3 : end + 1;
        return char.IsAsciiDigit(source.At(next));
    }

    // "10-12-14" is no range.
    private static bool GoesOn(ReadOnlySpan<char> source, int end) =>
        source.At(end) is '-' or ':' or '/' && char.IsAsciiDigit(source.At(end + 1));

    /// <summary>What the parts of one number share.</summary>
    private readonly record struct Speech(SpokenText Text, LanguageRules Language, bool Indian);
}

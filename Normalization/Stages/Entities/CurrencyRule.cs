using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Entities;

/// <summary>Amounts of money: the currency is said after the amount, whatever side it is written on.</summary>
internal sealed class CurrencyRule : ITextRule
{
    public SearchValues<char> Triggers => Characters.Digits;

    public bool Concerns(SpokenText text) => text.Source.ContainsAny(LanguageCatalog.Words(text).MoneySigns);

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        if (char.IsAsciiDigit(source.At(at - 1)) || !NumberToken.TryRead(source, at, out NumberToken number))
        {
            return NumberToken.EndOfDigits(source, at);
        }

        // ".50" of "$.50".
        int first = source.At(at - 1) == '.' && CurrencyTable.OfSign(source.At(at - 2)) is not null ? at - 1 : at;
        if (first < at && first > text.Consumed)
        {
            _ = NumberToken.TryRead(source, first, out number);
        }

        // A decimal comma, where euros are counted.
        if (NumberToken.TryReadWithComma(source, at, out NumberToken comma)
            && (source.At(at - 1) == '€' || source.At(source.SkipBlanks(EndOfMagnitude(text, source, comma.End))) == '€'))
        {
            number = comma;
        }

        // Points part thousands of dong and rupiah, which have no hundredths.
        if (number.FractionLength == 3 && source.At(at - 1) is '₫' or 'p' && (source[at - 1] == '₫' || source.At(at - 2) == 'R'))
        {
            number = NumberToken.ReadPointGroups(source, at);
        }

        AmountSign sign = AmountSign.Before(LanguageCatalog.Words(text), source, first, text.Consumed);
        Magnitude magnitude = Magnitude.Read(LanguageCatalog.Words(text), source, number.End, sign.Currency is not null);
        if (sign.Currency is null)
        {
            sign = AmountSign.After(LanguageCatalog.Words(text), source, magnitude.End, at, number.End);
            if (sign.Currency is null)
            {
                return SayRateOrRange(text, source, at, number);
            }
        }

        if (!sign.Follows && source.At(sign.Start) == '$' && source.At(magnitude.End) == ' ' && magnitude.End + 4 <= source.Length
            && source.ClosesWord(magnitude.End + 4)
            && CurrencyTable.OfCode(source.Slice(magnitude.End + 1, 3)) is { } coded
                && coded.Id.EndsWith("dollar", StringComparison.Ordinal))
        {
            // "$10 CAD"
            sign = sign.With(coded, magnitude.End + 4);
        }

        return Say(text, source, number, magnitude, sign);
    }

    private static int EndOfMagnitude(SpokenText text, ReadOnlySpan<char> source, int end) =>
        Magnitude.Read(LanguageCatalog.Words(text), source, end, afterCurrency: false).End;

    private static int Say(SpokenText text, ReadOnlySpan<char> source, NumberToken number, Magnitude magnitude, AmountSign sign)
    {
        Currency currency = sign.Currency!;
        LanguageRules language = LanguageCatalog.For(text, number.Start);
        int end = Math.Max(magnitude.End, sign.End);
        bool indian = currency.Indian || LanguageCatalog.Of(text.LanguageAt(number.Start)).CountsInLakhs;

        char compared = source.At(sign.Start - 1);
        bool more = !sign.Follows && compared is '>' or '<' && sign.Start - 1 >= text.Consumed
            && source.At(sign.Start - 2) is '\0' or ' ' or '(';
        bool about = !sign.Follows && source.At(sign.Start - 1) == '~' && sign.Start - 1 >= text.Consumed
            && source.OpensWord(sign.Start - 1);
        text.Begin(about || more ? sign.Start - 1 : sign.Start);
        text.Say(about ? language[Term.About] : more ? LanguageCatalog.Latin(text)[compared == '>' ? Term.More : Term.Less] : "");
        if (sign.Negative)
        {
            text.Say(language.Minus);
        }

        // "$10-20" names the currency once, behind both numbers.
        if (!sign.Follows && TryReadSecond(source, end, out NumberToken second))
        {
            SayNumber(text, source, number, magnitude, language, indian, beforeNoun: false);
            text.Say(language.To);
            magnitude = Magnitude.Read(LanguageCatalog.Words(text), source, second.End, afterCurrency: true);
            end = magnitude.End;
            SayNumber(text, source, second, magnitude, language, indian, beforeNoun: true);
            SayName(text, language, currency, sign, minor: false, one: false);
        }
        else if (!sign.Follows && TryReadSpacedSecond(
            LanguageCatalog.Words(text), source, end, magnitude, out second, out Magnitude secondMagnitude))
        {
            SayNumber(text, source, number, magnitude, language, indian, beforeNoun: false);
            text.Say(language.To);
            end = secondMagnitude.End;
            SayNumber(text, source, second, secondMagnitude, language, indian, beforeNoun: true);
            SayName(text, language, currency, sign, minor: false, one: false);
        }
        else if (magnitude.Scale == Scale.None && magnitude.Word.IsEmpty && language.SaysMinor(currency) && number.FractionLength == 2)
        {
            SayWithMinor(text, source, number, language, currency, sign, indian);
        }
        else
        {
            SayNumber(text, source, number, magnitude, language, indian, beforeNoun: true);
            SayName(text, language, currency, sign, minor: false,
                one: number.IsSingular(source, language) && magnitude.Scale == Scale.None && magnitude.Word.IsEmpty);
        }

        end = SkipRupeeDash(source, end);
        return Finish(text, source, language, end);
    }

    private static void SayNumber(
        SpokenText text, ReadOnlySpan<char> source, NumberToken number, Magnitude magnitude, LanguageRules language, bool indian,
            bool beforeNoun)
    {
        bool scaled = magnitude.Scale != Scale.None || !magnitude.Word.IsEmpty;
        if (scaled)
        {
            number.SayScaled(text, source, language, indian);
        }
        else
        {
            number.Say(text, source, language, indian, beforeNoun);
        }

        if (magnitude.Scale != Scale.None)
        {
            language.SayScale(text, magnitude.Scale);
        }
        else
        {
            text.Say(magnitude.Word);
        }
    }

    private static void SayWithMinor(
        SpokenText text, ReadOnlySpan<char> source, NumberToken number, LanguageRules language, Currency currency, AmountSign sign,
            bool indian)
    {
        ReadOnlySpan<char> minor = source.Slice(number.End - 2, 2);
        bool noMinor = minor is "00";
        NumberToken whole = number with { End = number.IntegerEnd };
        if (!whole.IsZero(source) || noMinor)
        {
            whole.Say(text, source, language, indian, beforeNoun: true);
            SayName(text, language, currency, sign, minor: false, whole.IsSingular(source, language));
        }

        if (!noMinor)
        {
            text.Say(whole.IsZero(source) ? "" : language[Term.MoneyAnd]);
            language.SayCardinal(text, minor, indian: false, beforeNoun: true);
            SayName(text, language, currency, sign, minor: true, minor is "01");
        }
    }

    private static void SayName(SpokenText text, LanguageRules language, Currency currency, AmountSign sign, bool minor, bool one)
    {
        if (minor || sign.Name is null)
        {
            // "US$50": the letters say whose dollars they are.
            AddressSpeech.Spell(text, ReferenceEquals(currency, sign.Currency) ? sign.Country : [], sign.Start);
            language.SayCurrency(text, currency, minor, one);
        }
        else
        {
            text.Say(one ? LanguageCatalog.Words(text)[MapName.RupeeSingulars].Find(sign.Name) ?? sign.Name : sign.Name);
        }
    }

    // "84.50/$" is a rate; "10-15k INR" names the currency behind both numbers.
    private static int SayRateOrRange(SpokenText text, ReadOnlySpan<char> source, int at, NumberToken number)
    {
        LanguageRules language = LanguageCatalog.For(text, at);
        bool indian = LanguageCatalog.Of(text.LanguageAt(at)).CountsInLakhs;
        if (source.At(number.End) == '/' && CurrencyTable.OfSign(source.At(number.End + 1)) is { } per && source.ClosesWord(number.End + 2))
        {
            text.Begin(at);
            number.Say(text, source, language, indian, beforeNoun: false);
            text.Say(language.Per);
            language.SayCurrency(text, per, minor: false, one: true);
            text.End(number.End + 2);
            return number.End + 2;
        }

        if (!TryReadSecond(source, number.End, out NumberToken second) || source.At(at - 1) is '-' or '.' or ',' or '/'
            || !source.OpensWord(at))
        {
            return number.End;
        }

        Vocabulary words = LanguageCatalog.Words(text);
        Magnitude magnitude = Magnitude.Read(words, source, second.End, afterCurrency: false);
        AmountSign sign = AmountSign.After(words, source, magnitude.End, second.Start, second.End);
        if (sign.Currency is null || sign.Name is not null || !magnitude.Word.IsEmpty)
        {
            return number.End;
        }

        text.Begin(at);
        number.Say(text, source, language, indian, beforeNoun: false);
        text.Say(language.To);
        SayNumber(text, source, second, magnitude, language, indian || sign.Currency.Indian, beforeNoun: true);
        language.SayCurrency(text, sign.Currency, minor: false, one: false);
        return Finish(text, source, language, Math.Max(magnitude.End, sign.End));
    }

    // "Rs 5 lakh - 6 lakh"
    private static bool TryReadSpacedSecond(
        Vocabulary words, ReadOnlySpan<char> source, int end, Magnitude magnitude, out NumberToken second, out Magnitude scale)
    {
        second = default;
        scale = default;
        if (magnitude.Scale == Scale.None || source.At(end) != ' ' || !Characters.IsDash(source.At(end + 1)) || source.At(end + 2) != ' '
            || !char.IsAsciiDigit(source.At(end + 3)) || !NumberToken.TryRead(source, end + 3, out second))
        {
            return false;
        }

        scale = Magnitude.Read(words, source, second.End, afterCurrency: true);
        return scale.Scale != Scale.None;
    }

    private static bool TryReadSecond(ReadOnlySpan<char> source, int end, out NumberToken second)
    {
        second = default;
        return end < source.Length && Characters.IsDash(source[end]) && source[end] != '\u2014'
            && NumberToken.TryRead(source, end + 1, out second);
    }

    // "500/-" and "500/=" close an amount in rupees.
    private static int SkipRupeeDash(ReadOnlySpan<char> source, int end) =>
        source.At(end) == '/' && source.At(end + 1) is '-' or '=' && !char.IsAsciiDigit(source.At(end + 2)) ? end + 2 : end;

    private static int Finish(SpokenText text, ReadOnlySpan<char> source, LanguageRules language, int end)
    {
        end = SayPer(text, source, language, end);
        int dash = source.SkipBlanks(end);
        int next = dash < source.Length && Characters.IsDash(source[dash]) ? source.SkipBlanks(dash + 1) : -1;
        if (next > 0 && CurrencyTable.OfSign(source.At(next)) is not null && char.IsAsciiDigit(source.At(next + 1)) && dash - end <= 1
            && next - dash <= 2)
        {
            text.Say(language.To);
            text.Write(' ');
            text.EndExactly(next);
            return next;
        }

        bool counted = char.IsAsciiDigit(source.At(end + 1));
        if (source.At(end) == '/' && (counted || Characters.IsIndicLetterOrMark(source.At(end + 1))))
        {
            text.Say(language.Per);
            text.Write(' ');
            text.EndExactly(end + 1);
            return end + 1;
        }

        end = language.Join(text, source, end);
        text.End(end);
        return end;
    }

    // "$5/month", "₹60/kg"
    private static int SayPer(SpokenText text, ReadOnlySpan<char> source, LanguageRules language, int end)
    {
        if (source.At(end) != '/' || !char.IsAsciiLetter(source.At(end + 1)))
        {
            return end;
        }

        int word = end + 1;
        while (char.IsAsciiLetter(source.At(word)) && word - end <= 12)
        {
            word++;
        }

        text.Say(language.Per);
        ReadOnlySpan<char> name = source[(end + 1)..word];
        if (LanguageCatalog.Words(text)[MapName.Periods].Find(name) is { } period)
        {
            text.Say(period);
        }
        else if (UnitTable.Find(name) is { } unit)
        {
            language.SayUnit(text, unit, one: true);
        }
        else
        {
            text.Say(name);
        }

        return word;
    }
}

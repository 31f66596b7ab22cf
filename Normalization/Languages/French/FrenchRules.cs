using StreamServer.Normalization.Languages.English;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Languages.French;

/// <summary>
/// French of France. Plural from two on; <c>un</c> agrees with feminine units; dates, times and years are plain numbers.
/// </summary>
internal sealed class FrenchRules : LanguageRules
{
    public static readonly FrenchRules Instance = new();

    // More decimals are said one by one.
    private const int MaxNamedDecimals = 3;

    private readonly FrenchNumbers _numbers;

    private FrenchRules()
        : base(Language.French, "fr", "French", EnglishRules.Instance) => _numbers = new FrenchNumbers(Data);

    public override ReadOnlySpan<string> DigitWords => _numbers.Small[..10];

    public override char DecimalMark => ',';

    public override bool WritesMonthFirst => false;

    public override bool IsSingular(ReadOnlySpan<char> whole) => whole is "0" or "1";

    public override void SayCardinal(SpokenText text, ReadOnlySpan<char> digits, bool indian, bool beforeNoun) =>
        SayNumber(text, digits, plural: true);

    public override void SayOrdinal(SpokenText text, ReadOnlySpan<char> digits, bool indian)
    {
        if (digits.TrimStart('0') is "1")
        {
            text.Say("premier");
            return;
        }

        SayNumber(text, digits, plural: false);
        MakeLastWordOrdinal(text);
    }

    public override void SayYear(SpokenText text, int year)
    {
        Span<char> digits = stackalloc char[11];
        year.TryFormat(digits, out int length);
        SayNumber(text, digits[..length], plural: false);
    }

    // The first of a month is an ordinal, the other days are not.
    public override void SayDay(SpokenText text, int day, bool ordinal)
    {
        if (day == 1)
        {
            text.Say("premier");
        }
        else
        {
            SayInteger(text, day);
        }
    }

    public override void SayTime(SpokenText text, int hour, int minute, int second, bool hasHalf, bool bare)
    {
        SayFeminine(text, hour);
        text.Say(bare ? "" : hour < 2 ? "heure" : "heures");
        if (minute > 0 || second >= 0)
        {
            SayFeminine(text, Math.Max(minute, 0));
        }

        if (second >= 0)
        {
            text.Say(minute < 2 ? "minute et" : "minutes et");
            SayFeminine(text, second);
            text.Say(second < 2 ? "seconde" : "secondes");
        }
    }

    // Louis quatorze, but François premier.
    public override void SayRegnal(SpokenText text, ReadOnlySpan<char> digits)
    {
        if (digits is "1")
        {
            text.Say("premier");
        }
        else
        {
            SayCardinal(text, digits, indian: false, beforeNoun: false);
        }
    }

    // 3,05 is trois virgule zéro cinq, 3,14 trois virgule quatorze.
    public override void SayDecimals(SpokenText text, ReadOnlySpan<char> digits)
    {
        ReadOnlySpan<char> named = digits.TrimStart('0');
        if (digits.Length > MaxNamedDecimals || named.IsEmpty)
        {
            SayDigits(text, digits);
            return;
        }

        SayDigits(text, digits[..^named.Length]);
        SayNumber(text, named, plural: true);
    }

    public override void SayFraction(SpokenText text, int numerator, int denominator, bool whole)
    {
        SayInteger(text, numerator);
        string? named = denominator switch { 2 => "demi", 3 => "tiers", 4 => "quart", _ => null };
        if (named is not null)
        {
            text.Say(named);
            text.Write(numerator > 1 && denominator != 3 ? "s" : "");
        }
        else if (denominator is < 2 or > 100)
        {
            text.Say(Data[Term.OutOf]);
            SayInteger(text, denominator);
        }
        else
        {
            Span<char> digits = stackalloc char[3];
            denominator.TryFormat(digits, out int length);
            SayOrdinal(text, digits[..length], indian: false);
            text.Write(numerator > 1 ? "s" : "");
        }
    }

    // Deux et demi, deux et quart, deux trois quarts.
    public override void SayMixed(SpokenText text, int whole, int numerator, int denominator)
    {
        SayInteger(text, whole);
        switch (numerator, denominator)
        {
            case (1, 2):
                text.Say("et demi");
                break;
            case (1, 4):
                text.Say("et quart");
                break;
            default:
                SayFraction(text, numerator, denominator, whole: true);
                break;
        }
    }

    public override void SayUnit(SpokenText text, Unit unit, bool one)
    {
        Agree(text, Data.Of(unit).Gender);
        base.SayUnit(text, unit, one);
    }

    // Mètre carré, mètres carrés; a second is one "au carré".
    public override void SayRaisedUnit(SpokenText text, Unit unit, int power, bool one)
    {
        SayUnit(text, unit, one);
        if (power > 1)
        {
            text.Say(unit.IsTime ? Data[power == 2 ? Term.Squared : Term.Cubed] : power == 2 ? Square : Cubic);
            text.Write(unit.IsTime || one ? "" : "s");
        }
    }

    public override void SayCurrency(SpokenText text, Currency currency, bool minor, bool one)
    {
        Agree(text, minor ? "" : Data.Of(currency).Gender);
        if (!FollowsNoun(text))
        {
            base.SayCurrency(text, currency, minor, one);
            return;
        }

        // Trois millions d'euros, trois millions de dollars.
        string name = NameOf(currency);
        text.Say(Elides(name[0]) ? "d'" : "de ");
        text.Write(name);
    }

    // Un million, un virgule cinq million, deux millions; mille has no plural, nor what stands before it: deux cent mille, and never un.
    public override void SayScale(SpokenText text, Scale scale)
    {
        if (scale == Scale.Thousand)
        {
            ReadOnlySpan<char> last = text.LastWord;
            text.Unwrite(last is "cents" or "vingts" ? 1 : text.Edit is "un" ? last.Length : 0);
        }

        base.SayScale(text, scale);
        if (scale is not (Scale.None or Scale.Thousand) && IsBelowTwo(text.Edit) && text.LastWord[^1] == 's')
        {
            text.Unwrite(1);
        }
    }

    // 1er, 1re, 2e, 2nd, 21e, and their plurals.
    public override bool TrySayWrittenOrdinal(SpokenText text, ReadOnlySpan<char> digits, ReadOnlySpan<char> rest, bool indian,
        out int length)
    {
        length = 0;
        while (length < 4 && char.IsLetter(rest.At(length)))
        {
            length++;
        }

        ReadOnlySpan<char> ending = rest[..length];
        bool plural = ending.Length > 1 && ending[^1] == 's';
        ending = plural ? ending[..^1] : ending;
        string? irregular = digits.Length == 1 && length > 0 ? Data.FindNumber($"{digits}{ending}") : null;
        bool regular = IsRegular(ending) && digits is not "1";
        if (!rest.ClosesWord(length) || (irregular is null && !regular))
        {
            return false;
        }

        if (irregular is null)
        {
            SayOrdinal(text, digits, indian);
        }

        text.Say(irregular ?? "");
        text.Write(plural ? "s" : "");
        return true;
    }

    // Numbers of telephones are said in pairs: zéro six, douze, trente quatre.
    public override void SayPhoneGroup(SpokenText text, ReadOnlySpan<char> group)
    {
        if (group.Length != 2 || group[0] == '0')
        {
            SayDigits(text, group);
        }
        else
        {
            SayNumber(text, group, plural: false);
        }
    }

    private static bool IsRegular(ReadOnlySpan<char> ending) => ending is "e" or "è" or "ème" or "eme" or "ième";

    private static bool Elides(char letter) => "aeiouhéèêâîôAEIOUHÉ".Contains(letter, StringComparison.Ordinal);

    private static bool IsBelowTwo(ReadOnlySpan<char> said)
    {
        int blank = said.IndexOf(' ');
        return said.StartsWith("moins ") ? IsBelowTwo(said["moins ".Length..])
            : said[..Math.Max(blank, 0)] is "un" or "zéro" && (said[blank..].Count(' ') == 1 || said[blank..].StartsWith(" virgule "));
    }

    private static bool FollowsNoun(SpokenText text) =>
        text.LastWord is "million" or "millions" or "milliard" or "milliards" or "billion" or "billions";

    // "un" at the end becomes "une" before a feminine noun: vingt et une heures, but deux virgule un.
    private void Agree(SpokenText text, string gender)
    {
        if (gender == "f" && text.LastWord is "un" && !text.Edit[..^2].TrimEnd(' ').EndsWith(Point, StringComparison.Ordinal))
        {
            text.Write("e");
        }
    }

    private void SayFeminine(SpokenText text, int number)
    {
        SayInteger(text, number);
        Agree(text, "f");
    }

    private void SayNumber(SpokenText text, ReadOnlySpan<char> digits, bool plural)
    {
        digits = digits.TrimStart('0');
        if (digits.IsEmpty)
        {
            text.Say(_numbers.Small[0]);
        }
        else if (digits.Length > FrenchNumbers.MaxDigits)
        {
            SayDigits(text, digits);
        }
        else
        {
            _numbers.Say(text, digits, plural);
        }
    }

    // Unième, cinquième, neuvième; a final e or s gives way: quatrième, millième, millionième.
    private static void MakeLastWordOrdinal(SpokenText text)
    {
        ReadOnlySpan<char> last = text.LastWord;
        switch (last[^1])
        {
            case 'e' or 's' when last is not ("trois" or "zéros"):
                text.Unwrite(1);
                break;
            case 'q':
                text.Write('u');
                break;
            case 'f':
                text.Unwrite(1);
                text.Write('v');
                break;
        }

        text.Write("ième");
    }
}

using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Languages.Hindi;

/// <summary>Hindi, used when numbers follow the text.</summary>
internal sealed class HindiRules : LanguageRules
{
    public static readonly HindiRules Instance = new();

    private static readonly string[] MonthNames =
        ["जनवरी", "फ़रवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर"];

    public override ReadOnlySpan<string> DigitWords => HindiNumbers.Small[..10];

    public override string Point => "दशमलव";

    public override string Minus => "माइनस";

    public override string Plus => "प्लस";

    public override string To => "से";

    public override string RatioTo => "अनुपात";

    public override string Percent => "प्रतिशत";

    public override string Per => "प्रति";

    public override string And => "और";

    public override string OutOf => "बटा";

    public override ReadOnlySpan<string> Months => MonthNames;

    public override string Times => "गुणा";

    public override string Equal => "बराबर";

    public override string DividedBy => "भाग";

    public override string Square => "वर्ग";

    public override string Cubic => "घन";

    public override void SayCardinal(SpokenText text, ReadOnlySpan<char> digits, bool indian, bool beforeNoun)
    {
        digits = digits.TrimStart('0');
        if (digits.IsEmpty)
        {
            text.Say(HindiNumbers.Small[0]);
        }
        else if (digits.Length > HindiNumbers.MaxDigits)
        {
            SayDigits(text, digits);
        }
        else
        {
            HindiNumbers.Say(text, digits);
        }
    }

    public override void SayOrdinal(SpokenText text, ReadOnlySpan<char> digits, bool indian)
    {
        string? irregular = digits.TrimStart('0') switch
        {
            "1" => "पहला",
            "2" => "दूसरा",
            "3" => "तीसरा",
            "4" => "चौथा",
            "6" => "छठा",
            _ => null,
        };
        if (irregular is not null)
        {
            text.Say(irregular);
            return;
        }

        SayCardinal(text, digits, indian, beforeNoun: false);
        text.Write("वाँ");
    }

    public override void SayYear(SpokenText text, int year)
    {
        if (year is < 1100 or > 1999)
        {
            SayInteger(text, year);
            return;
        }

        SayInteger(text, year / 100);
        text.Say("सौ");
        if (year % 100 > 0)
        {
            SayInteger(text, year % 100);
        }
    }

    public override void SayFraction(SpokenText text, int numerator, int denominator, bool whole)
    {
        string? named = (numerator, denominator) switch
        {
            (1, 2) => "आधा",
            (1, 3) => "एक तिहाई",
            (2, 3) => "दो तिहाई",
            (1, 4) => "एक चौथाई",
            (3, 4) => "तीन चौथाई",
            _ => null,
        };
        if (named is not null)
        {
            text.Say(named);
            return;
        }

        SayInteger(text, numerator);
        text.Say("बटा");
        SayInteger(text, denominator);
    }

    // Quarters are counted from the number itself: डेढ़, ढाई, साढ़े तीन, सवा तीन, पौने चार.
    public override void SayMixed(SpokenText text, int whole, int numerator, int denominator)
    {
        if (!TrySayQuarters(text, whole, numerator * 4 % denominator == 0 ? numerator * 4 / denominator : 0))
        {
            base.SayMixed(text, whole, numerator, denominator);
        }
    }

    /// <summary>Says a whole number and one, two or three quarters in one; false when there is no such form.</summary>
    public bool TrySayQuarters(SpokenText text, int whole, int quarters)
    {
        switch (whole, quarters)
        {
            case (1, 2):
                text.Say("डेढ़");
                return true;
            case (2, 2):
                text.Say("ढाई");
                return true;
            case (1, 1):
                text.Say("सवा");
                return true;
            case (_, 1 or 2) when whole > 0:
                text.Say(quarters == 1 ? "सवा" : "साढ़े");
                SayInteger(text, whole);
                return true;
            case (_, 3) when whole > 0:
                text.Say("पौने");
                SayInteger(text, whole + 1);
                return true;
            default:
                return false;
        }
    }

    public override void SayUnit(SpokenText text, Unit unit, bool one) => text.Say(unit.Hindi ?? (one ? unit.One : unit.Many));

    public override void SayCurrency(SpokenText text, Currency currency, bool minor, bool one)
    {
        if (currency.Hindi is { } names)
        {
            text.Say(minor ? names.Minor : one ? names.One : names.Many);
        }
        else
        {
            text.Say(minor ? (one ? currency.MinorOne : currency.MinorMany) : one ? currency.One : currency.Many);
        }
    }

    public override void SayScale(SpokenText text, Scale scale) => text.Say(scale switch
    {
        Scale.Thousand => "हज़ार",
        Scale.Lakh => "लाख",
        Scale.Million => "मिलियन",
        Scale.Crore => "करोड़",
        Scale.LakhCrore => "लाख करोड़",
        Scale.Billion => "बिलियन",
        Scale.Trillion => "ट्रिलियन",
        _ => "",
    });
}

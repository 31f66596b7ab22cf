using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Languages.Telugu;

/// <summary>Telugu, used when numbers follow the text.</summary>
internal sealed class TeluguRules : LanguageRules
{
    public static readonly TeluguRules Instance = new();

    private static readonly string[] MonthNames =
    [
        "జనవరి", "ఫిబ్రవరి", "మార్చి", "ఏప్రిల్", "మే", "జూన్", "జూలై", "ఆగస్టు", "సెప్టెంబర్", "అక్టోబర్", "నవంబర్", "డిసెంబర్",
    ];

    public override ReadOnlySpan<string> DigitWords => TeluguNumbers.Small[..10];

    public override string Point => "పాయింట్";

    public override string Minus => "మైనస్";

    public override string Plus => "ప్లస్";

    public override string To => "నుండి";

    public override string RatioTo => "ఈస్ టు";

    public override string Percent => "శాతం";

    public override string Per => "పర్";

    public override string And => "మరియు";

    public override string OutOf => "బై";

    public override ReadOnlySpan<string> Months => MonthNames;

    public override string Times => "ఇంటూ";

    public override string Equal => "ఈజ్ ఈక్వల్ టు";

    public override string DividedBy => "బై";

    public override string Square => "చదరపు";

    public override string Cubic => "ఘనపు";

    public override void SayCardinal(SpokenText text, ReadOnlySpan<char> digits, bool indian, bool beforeNoun)
    {
        digits = digits.TrimStart('0');
        if (digits.IsEmpty)
        {
            text.Say(TeluguNumbers.Small[0]);
        }
        else if (digits.Length > TeluguNumbers.MaxDigits)
        {
            SayDigits(text, digits);
        }
        else
        {
            TeluguNumbers.Say(text, digits, beforeNoun);
        }
    }

    public override void SayOrdinal(SpokenText text, ReadOnlySpan<char> digits, bool indian)
    {
        if (digits.TrimStart('0') is "1")
        {
            text.Say("మొదటి");
            return;
        }

        SayRegularOrdinal(text, digits, indian);
    }

    /// <summary>The number with the ending -వ, also for one: <c>1వ</c> keeps the letter that is written.</summary>
    public void SayRegularOrdinal(SpokenText text, ReadOnlySpan<char> digits, bool indian)
    {
        SayCardinal(text, digits, indian, beforeNoun: false);

        // The final vowel gives way to -వ; after ై a glide comes in.
        switch (text.LastWritten)
        {
            case 'ు' or 'ి':
                text.Unwrite(1);
                text.Write("వ");
                break;
            case 'ై':
                text.Unwrite(1);
                text.Write("య్యవ");
                break;
            default:
                text.Write("వ");
                break;
        }
    }

    public override void SayYear(SpokenText text, int year)
    {
        if (year is < 1100 or > 1999)
        {
            SayInteger(text, year);
            return;
        }

        SayInteger(text, year / 100, beforeNoun: true);
        text.Say(year % 100 > 0 ? "వందల" : "వందలు");
        if (year % 100 > 0)
        {
            SayInteger(text, year % 100);
        }
    }

    public override void SayFraction(SpokenText text, int numerator, int denominator, bool whole)
    {
        switch (numerator, denominator)
        {
            case (1, 2):
                text.Say(whole ? "అర" : "సగం");
                break;
            case (1, 4):
                text.Say("పావు");
                break;
            case (3, 4):
                text.Say("ముప్పావు");
                break;
            default:
                SayInteger(text, numerator);
                text.Say("బై");
                SayInteger(text, denominator);
                break;
        }
    }

    // A half and a quarter grow together with the number: ఒకటిన్నర, రెండుంపావు.
    public override void SayMixed(SpokenText text, int whole, int numerator, int denominator)
    {
        switch (numerator, denominator)
        {
            case (1, 2) or (1, 4):
                SayInteger(text, whole);
                text.Write(denominator == 2 ? "న్నర" : "ంపావు");
                break;
            case (3, 4):
                SayInteger(text, whole);
                text.Say("ముప్పావు");
                break;
            default:
                base.SayMixed(text, whole, numerator, denominator);
                break;
        }
    }

    public override void SayUnit(SpokenText text, Unit unit, bool one) =>
        text.Say(one ? unit.TeluguOne ?? unit.One : unit.TeluguMany ?? unit.Many);

    public override void SayCurrency(SpokenText text, Currency currency, bool minor, bool one)
    {
        if (currency.Telugu is { } names)
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
        Scale.Thousand => "వేల",
        Scale.Lakh => "లక్షల",
        Scale.Million => "మిలియన్",
        Scale.Crore => "కోట్ల",
        Scale.LakhCrore => "లక్షల కోట్ల",
        Scale.Billion => "బిలియన్",
        Scale.Trillion => "ట్రిలియన్",
        _ => "",
    });
}

using StreamServer.Normalization.Languages.English;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Languages.Hindi;

/// <summary>Hindi, used when numbers follow the text.</summary>
internal sealed class HindiRules : LanguageRules
{
    public static readonly HindiRules Instance = new();

    private readonly HindiNumbers _numbers;

    private HindiRules()
        : base(Language.Hindi, "hi", "Hindi", EnglishRules.Instance) => _numbers = new HindiNumbers(Data);

    public override ReadOnlySpan<string> DigitWords => _numbers.Small[..10];

    public override char Script => '\u0900';

    public override bool CountsInLakhs => true;

    public override bool WritesEndings => true;

    public override bool CountsQuarters => true;

    public override char StopMark => '|';

    public override char ColonMark => ',';

    public override void SayCardinal(SpokenText text, ReadOnlySpan<char> digits, bool indian, bool beforeNoun)
    {
        digits = digits.TrimStart('0');
        if (digits.IsEmpty)
        {
            text.Say(_numbers.Small[0]);
        }
        else if (digits.Length > HindiNumbers.MaxDigits)
        {
            SayDigits(text, digits);
        }
        else
        {
            _numbers.Say(text, digits);
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
    private bool TrySayQuarters(SpokenText text, int whole, int quarters)
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

    // Before the word for hours: साढ़े तीन, पौने पाँच. Quarter past one is said with its number, unlike a measure of one and a quarter.
    public override void SayTime(SpokenText text, int hour, int minute, int second, bool hasHalf, bool bare)
    {
        bool quarters = bare && second < 0 && minute is 15 or 30 or 45 && hour is >= 1 and <= 12;
        switch (quarters, hour, minute)
        {
            case (true, 1, 15):
                text.Say("सवा");
                SayInteger(text, 1);
                break;
            case (true, 12, 45):
                text.Say("पौने");
                SayInteger(text, 1);
                break;
            case (true, _, _) when TrySayQuarters(text, hour, minute / 15):
                break;
            default:
                base.SayTime(text, hour, minute, second, hasHalf, bare);
                break;
        }
    }

    public override bool TrySayWrittenOrdinal(SpokenText text, ReadOnlySpan<char> digits, ReadOnlySpan<char> rest, bool indian, out int length)
    {
        string? word = HindiOrdinals.Find(digits, rest, out length);
        text.Say(word ?? "");
        return word is not null;
    }
}

using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Languages.English;

/// <summary>English: lower case, no hyphens, no <c>and</c> (<c>one hundred five</c>).</summary>
internal sealed class EnglishRules : LanguageRules
{
    public static readonly EnglishRules Instance = new();

    private readonly EnglishNumbers _numbers;

    private EnglishRules()
        : base(Language.English, "en", "English") => _numbers = new EnglishNumbers(Data);

    public override ReadOnlySpan<string> DigitWords => _numbers.Small[..10];

    public override void SayCardinal(SpokenText text, ReadOnlySpan<char> digits, bool indian, bool beforeNoun)
    {
        digits = digits.TrimStart('0');
        if (digits.IsEmpty)
        {
            text.Say(_numbers.Small[0]);
        }
        else if (digits.Length > EnglishNumbers.MaxDigits)
        {
            SayDigits(text, digits);
        }
        else if (indian)
        {
            _numbers.SayIndian(text, digits);
        }
        else
        {
            _numbers.SayWestern(text, digits);
        }
    }

    public override void SayOrdinal(SpokenText text, ReadOnlySpan<char> digits, bool indian)
    {
        SayCardinal(text, digits, indian, beforeNoun: false);
        MakeLastWordOrdinal(text);
    }

    public override void SayYear(SpokenText text, int year)
    {
        // 2000 and later are said as plain numbers, years before in pairs.
        if (year is <= 1000 or > 1999)
        {
            SayInteger(text, year);
            return;
        }

        SayInteger(text, year / 100);
        switch (year % 100)
        {
            case 0:
                text.Say("hundred");
                break;
            case < 10:
                text.Say("oh");
                SayInteger(text, year % 10);
                break;
            default:
                SayInteger(text, year % 100);
                break;
        }
    }

    public override void SayFraction(SpokenText text, int numerator, int denominator, bool whole)
    {
        SayInteger(text, numerator);
        switch (denominator)
        {
            case 2:
                text.Say(numerator == 1 ? "half" : "halves");
                return;
            case 4:
                text.Say(numerator == 1 ? "quarter" : "quarters");
                return;
            case 0 or 1 or > 100:
                text.Say("over");
                SayInteger(text, denominator);
                return;
            default:
                SayInteger(text, denominator);
                MakeLastWordOrdinal(text);
                if (numerator != 1)
                {
                    text.Write('s');
                }

                return;
        }
    }

    public override void SayTime(SpokenText text, int hour, int minute, int second, bool hasHalf, bool bare)
    {
        SayInteger(text, hour);
        if (minute == 0 && second < 0)
        {
            text.Say(hasHalf || bare ? "" : hour is >= 1 and <= 12 ? "o'clock" : "hundred");
        }
        else if (minute >= 0)
        {
            text.Say(minute < 10 ? "oh" : "");
            SayInteger(text, minute);
        }

        if (second >= 0)
        {
            SayInteger(text, second);
        }
    }

    public override void SayRegnal(SpokenText text, ReadOnlySpan<char> digits)
    {
        text.Say("the");
        SayOrdinal(text, digits, indian: false);
    }

    /// <summary>Twenty becomes twenties, six becomes sixes.</summary>
    public override void MakePlural(SpokenText text)
    {
        ReadOnlySpan<char> last = text.LastWord;
        if (last[^1] == 'y')
        {
            text.Unwrite(1);
            text.Write("ies");
        }
        else
        {
            text.Write(last[^1] == 'x' ? "es" : "s");
        }
    }

    private static void MakeLastWordOrdinal(SpokenText text)
    {
        ReadOnlySpan<char> last = text.LastWord;
        string? irregular = last switch
        {
            "one" => "first",
            "two" => "second",
            "three" => "third",
            "five" => "fifth",
            "eight" => "eighth",
            "nine" => "ninth",
            "twelve" => "twelfth",
            _ => null,
        };
        if (irregular is not null)
        {
            text.Unwrite(last.Length);
            text.Write(irregular);
        }
        else if (last[^1] == 'y')
        {
            text.Unwrite(1);
            text.Write("ieth");
        }
        else
        {
            text.Write("th");
        }
    }
}

using StreamServer.Normalization.Languages.English;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Languages.Telugu;

/// <summary>Telugu, used when numbers follow the text.</summary>
internal sealed class TeluguRules : LanguageRules
{
    public static readonly TeluguRules Instance = new();

    private static readonly string[] Cases =
        ["నుండి", "నుంచి", "వరకు", "దాకా", "కంటే", "కన్నా", "మధ్య", "నాటికి", "లోపు", "లోని", "కి", "కు", "లో", "తో", "ని", "ను", "న", "పై", "గా", "కే", "కూ"];

    private readonly TeluguNumbers _numbers;

    private TeluguRules()
        : base(Language.Telugu, "te", "Telugu", EnglishRules.Instance) => _numbers = new TeluguNumbers(Data);

    public override ReadOnlySpan<string> DigitWords => _numbers.Small[..10];

    public override char Script => '\u0C00';

    public override bool CountsInLakhs => true;

    public override bool WritesEndings => true;

    public override bool CountsQuarters => true;

    public override char StopMark => ',';

    public override char BarMark => ',';

    public override char ColonMark => ',';

    public override void SayCardinal(SpokenText text, ReadOnlySpan<char> digits, bool indian, bool beforeNoun)
    {
        digits = digits.TrimStart('0');
        if (digits.IsEmpty)
        {
            text.Say(_numbers.Small[0]);
        }
        else if (digits.Length > TeluguNumbers.MaxDigits)
        {
            SayDigits(text, digits);
        }
        else
        {
            _numbers.Say(text, digits, beforeNoun);
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
    private void SayRegularOrdinal(SpokenText text, ReadOnlySpan<char> digits, bool indian)
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

    // Half past, before the word for hours: మూడున్నర.
    public override void SayTime(SpokenText text, int hour, int minute, int second, bool hasHalf, bool bare)
    {
        if (bare && minute == 30 && second < 0 && hour is >= 1 and <= 12)
        {
            SayMixed(text, hour, 1, 2);
        }
        else
        {
            base.SayTime(text, hour, minute, second, hasHalf, bare);
        }
    }

    // గంటకు, సెకనుకు; the final ం gives way.
    public override bool SayPerAhead(SpokenText text, Unit per)
    {
        string name = Data.Of(per).One;
        if (!Characters.IsTelugu(name[0]))
        {
            return false;
        }

        text.Say(name.EndsWith('ం') ? name[..^1] + "ానికి" : name + "కు");
        return true;
    }

    public override int Join(SpokenText text, ReadOnlySpan<char> source, int end) => TeluguEndings.Join(text, source, end);

    // రెండు వేల మంది against రెండు వేలు.
    public override bool CountsWord(ReadOnlySpan<char> rest) => Characters.IsTelugu(rest.At(0));

    // ఒకటికి, ఒకటి నుండి: a case is no noun, and one stays ఒకటి before it.
    public override void EndNumber(SpokenText text, ReadOnlySpan<char> rest)
    {
        ReadOnlySpan<char> last = text.LastWord;
        if (last is not ("ఒక" or "ఒక్క") || !IsCase(rest))
        {
            return;
        }

        text.Unwrite(last.Length);
        text.Write("ఒకటి");
    }

    private static bool IsCase(ReadOnlySpan<char> rest)
    {
        foreach (string ending in Cases)
        {
            if (rest.StartsWith(ending, StringComparison.Ordinal) && rest.ClosesWord(ending.Length))
            {
                return true;
            }
        }

        return false;
    }

    // "10వ": the ordinal that is said ends in the letter that is written.
    public override bool TrySayWrittenOrdinal(SpokenText text, ReadOnlySpan<char> digits, ReadOnlySpan<char> rest, bool indian, out int length)
    {
        length = 1;
        // "3వది", "3వసారి": what is written on it stays on it.
        bool ordinal = rest.At(0) == 'వ' && (rest.ClosesWord(1) || char.GetUnicodeCategory(rest[1]) == System.Globalization.UnicodeCategory.OtherLetter);
        if (ordinal)
        {
            SayRegularOrdinal(text, digits, indian);
        }

        return ordinal;
    }
}

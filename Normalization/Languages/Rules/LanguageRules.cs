using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Languages.Rules;

/// <summary>How one language says numbers and the words around them. Stateless.</summary>
/// <remarks>Digits are ASCII without grouping; the words go into the running edit of the text.</remarks>
internal abstract class LanguageRules
{
    /// <param name="id">Which language it is.</param>
    /// <param name="code">ISO 639-1.</param>
    /// <param name="folder">Where its data files are.</param>
    /// <param name="fallback">The language whose words are said for what its files lack.</param>
    protected LanguageRules(Language id, string code, string folder, LanguageRules? fallback = null)
    {
        Id = id;
        Code = code;
        Folder = folder;
        Data = new LanguageData(folder, fallback?.Data);
    }

    public Language Id { get; }

    /// <summary>ISO 639-1.</summary>
    public string Code { get; }

    /// <summary>Where its data files are.</summary>
    public string Folder { get; }

    /// <summary>Whether it is told by a script of its own; what is written in Latin letters is not.</summary>
    public bool HasScript => Script != '\0';

    /// <summary>The first character of the Unicode block of its script; NUL when it is written in Latin letters.</summary>
    public virtual char Script => '\0';

    /// <summary>The mark before decimals.</summary>
    public virtual char DecimalMark => '.';

    /// <summary>Whether a month may stand before its day.</summary>
    public virtual bool WritesMonthFirst => true;

    /// <summary>Words for 0 to 9.</summary>
    public abstract ReadOnlySpan<string> DigitWords { get; }

    /// <summary>Whether what is written in its script is counted in lakh and crore.</summary>
    public virtual bool CountsInLakhs => false;

    /// <summary>Whether its endings are written on numbers: <c>2025</c> with a case ending stays one word.</summary>
    public virtual bool WritesEndings => false;

    /// <summary>Whether one and a half lakh is said so, and not with decimals.</summary>
    public virtual bool CountsQuarters => false;

    /// <summary>The mark that ends a sentence.</summary>
    public virtual char StopMark => '.';

    /// <summary>The mark that a danda becomes.</summary>
    public virtual char BarMark => '|';

    /// <summary>The mark that a colon behind a word becomes.</summary>
    public virtual char ColonMark => ':';

    public string Point => Data[Term.Point];

    public string Minus => Data[Term.Minus];

    public string Plus => Data[Term.Plus];

    public string To => Data[Term.To];

    /// <summary>Between the terms of a ratio: <c>3:2</c>.</summary>
    public string RatioTo => Data[Term.RatioTo];

    public string Percent => Data[Term.Percent];

    public string Per => Data[Term.Per];

    public string And => Data[Term.And];

    public string OutOf => Data[Term.OutOf];

    public string Times => Data[Term.Times];

    public string Equal => Data[Term.Equals];

    public string DividedBy => Data[Term.DividedBy];

    public string Square => Data[Term.Square];

    public string Cubic => Data[Term.Cubic];

    /// <summary>Names of the months, January first, as they are said in a date.</summary>
    public ReadOnlySpan<string> Months => Data.Months;

    protected LanguageData Data { get; }

    /// <summary>A word that a rule says; empty when the language has none.</summary>
    public string this[Term term] => Data[term];

    /// <summary>Says a whole number of any length; one that has no name is said digit by digit.</summary>
    /// <param name="indian">Lakh and crore instead of million and billion.</param>
    /// <param name="beforeNoun">Whether the counted thing follows.</param>
    public abstract void SayCardinal(SpokenText text, ReadOnlySpan<char> digits, bool indian, bool beforeNoun);

    public abstract void SayOrdinal(SpokenText text, ReadOnlySpan<char> digits, bool indian);

    /// <summary>Says a year as a year: <c>1999</c> in pairs where the language does that.</summary>
    public abstract void SayYear(SpokenText text, int year);

    /// <summary>Says a fraction such as 3/4.</summary>
    /// <param name="whole">Whether a whole number stands before it.</param>
    public abstract void SayFraction(SpokenText text, int numerator, int denominator, bool whole);

    /// <summary>Says a whole number and a fraction, such as 3 3/4.</summary>
    public virtual void SayMixed(SpokenText text, int whole, int numerator, int denominator)
    {
        SayInteger(text, whole);
        text.Say(And);
        SayFraction(text, numerator, denominator, whole: true);
    }

    /// <summary>Says the digits behind the point of a decimal.</summary>
    public virtual void SayDecimals(SpokenText text, ReadOnlySpan<char> digits) => SayDigits(text, digits);

    /// <summary>Whether a noun stays in the singular behind a number.</summary>
    /// <param name="whole">Its digits before the decimal mark, when it has decimals or none.</param>
    public virtual bool IsSingular(ReadOnlySpan<char> whole) => false;

    /// <summary>Says one written group of a telephone number.</summary>
    public virtual void SayPhoneGroup(SpokenText text, ReadOnlySpan<char> group) => SayDigits(text, group);

    /// <summary>Says the day of a date.</summary>
    /// <param name="ordinal">Whether it is written with the ending of an ordinal.</param>
    public virtual void SayDay(SpokenText text, int day, bool ordinal)
    {
        if (!ordinal)
        {
            SayInteger(text, day);
            return;
        }

        Span<char> digits = stackalloc char[2];
        day.TryFormat(digits, out int length);
        SayOrdinal(text, digits[..length], indian: false);
    }

    /// <summary>Says a time of day without its half.</summary>
    /// <param name="minute">-1 when it is not written.</param>
    /// <param name="second">-1 when it is not written.</param>
    /// <param name="hasHalf">Whether "a m" or "p m" follows.</param>
    /// <param name="bare">Whether a word for hours follows: nothing else need say that it is a time.</param>
    public virtual void SayTime(SpokenText text, int hour, int minute, int second, bool hasHalf, bool bare)
    {
        SayInteger(text, hour);
        if (minute > 0 || second >= 0)
        {
            SayInteger(text, Math.Max(minute, 0));
        }

        if (second >= 0)
        {
            SayInteger(text, second);
        }
    }

    /// <summary>Says the number of a ruler, behind the name.</summary>
    public virtual void SayRegnal(SpokenText text, ReadOnlySpan<char> digits) => SayOrdinal(text, digits, indian: false);

    /// <summary>Says the name of a unit in the form that the number asks for.</summary>
    public virtual void SayUnit(SpokenText text, Unit unit, bool one) => text.Say(one ? Data.Of(unit).One : Data.Of(unit).Many);

    /// <summary>Says a unit to a power: lengths are square and cubic, times squared and cubed.</summary>
    /// <param name="power">1 to 3.</param>
    public virtual void SayRaisedUnit(SpokenText text, Unit unit, int power, bool one)
    {
        text.Say(power == 1 || unit.IsTime ? "" : power == 2 ? Square : Cubic);
        SayUnit(text, unit, one);
        text.Say(power == 1 || !unit.IsTime ? "" : Data[power == 2 ? Term.Squared : Term.Cubed]);
    }

    /// <summary>Says the name of a currency, or of its hundredth, in the form that the number asks for.</summary>
    public virtual void SayCurrency(SpokenText text, Currency currency, bool minor, bool one)
    {
        Forms forms = Data.Of(currency);
        text.Say((minor, one) switch
        {
            (false, true) => forms.One,
            (false, false) => forms.Many,
            (true, true) => forms.MinorOne,
            (true, false) => forms.MinorMany,
        });
    }

    /// <summary>What a currency is called when no amount is there.</summary>
    public string NameOf(Currency currency) => Data.Of(currency).Many;

    /// <summary>Whether amounts of a currency are said with its hundredth.</summary>
    public bool SaysMinor(Currency currency) => Data.Of(currency).MinorMany.Length > 0;

    /// <summary>Says a word for a power of ten after a number, such as <c>crore</c>.</summary>
    public virtual void SayScale(SpokenText text, Scale scale)
    {
        if (scale != Scale.None)
        {
            text.Say(Data[Term.ScaleThousand + (scale - Scale.Thousand)]);
        }
    }

    /// <summary>Says the unit that a measure is divided by where the language says it before the number.</summary>
    /// <returns>False when it does not, and nothing was said.</returns>
    public virtual bool SayPerAhead(SpokenText text, Unit per) => false;

    /// <summary>Joins an ending that is written on a number, or on its unit, to the word that was said last.</summary>
    /// <returns>Where the text goes on; the running edit stays open.</returns>
    public virtual int Join(SpokenText text, ReadOnlySpan<char> source, int end) => end;

    /// <summary>Whether a word that starts so is counted by the number before it, and the number changes its form for it.</summary>
    public virtual bool CountsWord(ReadOnlySpan<char> rest) => false;

    /// <summary>Gives the number that was said last the form that it has before what follows, when that is no noun.</summary>
    public virtual void EndNumber(SpokenText text, ReadOnlySpan<char> rest)
    {
    }

    /// <summary>Says an ordinal whose ending is written behind the digits in the script of the language.</summary>
    /// <param name="rest">What follows the digits.</param>
    /// <param name="length">Length of the ending.</param>
    public virtual bool TrySayWrittenOrdinal(SpokenText text, ReadOnlySpan<char> digits, ReadOnlySpan<char> rest, bool indian, out int length)
    {
        length = 0;
        return false;
    }

    /// <summary>Puts the word that was said last into the plural: several of a kind, <c>747s</c>. Most languages do not write numbers so.</summary>
    public virtual void MakePlural(SpokenText text)
    {
    }

    /// <summary>Says each digit by its name.</summary>
    public void SayDigits(SpokenText text, ReadOnlySpan<char> digits)
    {
        ReadOnlySpan<string> words = DigitWords;
        foreach (char digit in digits)
        {
            text.Say(words[digit - '0']);
        }
    }

    /// <summary>Says a small whole number.</summary>
    public void SayInteger(SpokenText text, int value, bool beforeNoun = false)
    {
        Span<char> digits = stackalloc char[11];
        value.TryFormat(digits, out int length);
        SayCardinal(text, digits[..length], indian: false, beforeNoun);
    }
}

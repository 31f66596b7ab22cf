using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Languages.Rules;

/// <summary>How one language says numbers and the words around them. Stateless.</summary>
/// <remarks>Digits are ASCII without grouping; the words go into the running edit of the text.</remarks>
internal abstract class LanguageRules
{
    /// <summary>Words for 0 to 9.</summary>
    public abstract ReadOnlySpan<string> DigitWords { get; }

    public abstract string Point { get; }

    public abstract string Minus { get; }

    public abstract string Plus { get; }

    /// <summary>Between the ends of a range.</summary>
    public abstract string To { get; }

    /// <summary>Between the terms of a ratio: <c>3:2</c>.</summary>
    public virtual string RatioTo => To;

    public abstract string Percent { get; }

    /// <summary>Between a measure and the unit that it is divided by.</summary>
    public abstract string Per { get; }

    /// <summary>Between the whole part and the fraction of a mixed number.</summary>
    public abstract string And { get; }

    /// <summary>Between marks that were given and the most that could be: <c>4.5 out of 5</c>.</summary>
    public virtual string OutOf => "out of";

    /// <summary>Names of the months, January first, as they are said in a date.</summary>
    public abstract ReadOnlySpan<string> Months { get; }

    /// <summary>Between the factors of a product, as in <c>3 × 4</c>.</summary>
    public abstract string Times { get; }

    public abstract string Equal { get; }

    public abstract string DividedBy { get; }

    /// <summary>Before a unit of length to the second power.</summary>
    public abstract string Square { get; }

    /// <summary>Before a unit of length to the third power.</summary>
    public abstract string Cubic { get; }

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

    /// <summary>Says the name of a unit in the form that the number asks for.</summary>
    public abstract void SayUnit(SpokenText text, Unit unit, bool one);

    /// <summary>Says the name of a currency, or of its hundredth, in the form that the number asks for.</summary>
    public abstract void SayCurrency(SpokenText text, Currency currency, bool minor, bool one);

    /// <summary>Says a word for a power of ten after a number, such as <c>crore</c>.</summary>
    public abstract void SayScale(SpokenText text, Scale scale);

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

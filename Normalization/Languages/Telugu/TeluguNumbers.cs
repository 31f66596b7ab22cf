using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Languages.Telugu;

/// <summary>Telugu names of whole numbers: plural forms at the end, oblique forms before anything that they count.</summary>
internal sealed class TeluguNumbers
{
    /// <summary>Crores are counted in crores again up to here; longer numbers are said digit by digit.</summary>
    public const int MaxDigits = 21;

    private readonly string[] _underHundred;
    private readonly string[] _tens;

    public TeluguNumbers(LanguageData data)
    {
        string[] units = data.NumbersTo(19);
        _tens = ["", "", .. Enumerable.Range(2, 8).Select(ten => data.Number($"{10 * ten}"))];
        _underHundred = [.. units, .. Enumerable.Range(20, 80).Select(n => n % 10 == 0 ? _tens[n / 10]
            : _tens[n / 10] + " " + units[n % 10])];
    }

    /// <summary>Names of 0 to 99.</summary>
    public ReadOnlySpan<string> Small => _underHundred;

    /// <param name="digits">1 to <see cref="MaxDigits"/> digits, not all zero.</param>
    /// <param name="beforeNoun">Whether a counted thing follows: <c>రెండు వేల రూపాయలు</c> against <c>రెండు వేలు</c>.</param>
    public void Say(SpokenText text, ReadOnlySpan<char> digits, bool beforeNoun)
    {
        if (digits.Length > 7)
        {
            bool oneCrore = digits.Length == 8 && digits[0] == '1';
            bool more = digits[^7..].ContainsAnyExcept('0');
            if (!oneCrore)
            {
                Say(text, digits[..^7].TrimStart('0'), beforeNoun: true);
            }

            text.Say(oneCrore ? "కోటి" : more || beforeNoun ? "కోట్ల" : "కోట్లు");
            digits = digits[^7..];
        }

        int value = int.Parse(digits);
        SayLakhs(text, value / 100_000, value % 100_000 > 0 || beforeNoun);
        SayThousands(text, value / 1000 % 100, value % 1000 > 0 || beforeNoun);
        SayUnderThousand(text, value % 1000, beforeNoun, after: value >= 1000);
    }

    private void SayLakhs(SpokenText text, int count, bool followed)
    {
        if (count == 1)
        {
            text.Say("లక్ష");
        }
        else if (count > 1)
        {
            SayUnderHundred(text, count, beforeNoun: true);
            text.Say(followed ? "లక్షల" : "లక్షలు");
        }
    }

    private void SayThousands(SpokenText text, int count, bool followed)
    {
        if (count == 1)
        {
            text.Say("వెయ్యి");
        }
        else if (count > 1)
        {
            SayUnderHundred(text, count, beforeNoun: true);
            text.Say(followed ? "వేల" : "వేలు");
        }
    }

    private void SayUnderThousand(SpokenText text, int value, bool beforeNoun, bool after)
    {
        int hundreds = value / 100;
        int rest = value % 100;
        if (hundreds == 1)
        {
            // A bare hundred is వంద; with something after it, నూట.
            text.Say(rest > 0 ? "నూట" : "వంద");
        }
        else if (hundreds > 1)
        {
            text.Say(_underHundred[hundreds]);
            text.Say(rest > 0 || beforeNoun ? "వందల" : "వందలు");
        }

        if (rest > 0)
        {
            SayUnderHundred(text, rest, beforeNoun, after || hundreds > 0);
        }
    }

    private void SayUnderHundred(SpokenText text, int value, bool beforeNoun, bool after = false)
    {
        if (beforeNoun && value % 10 == 1 && value != 11)
        {
            // ఒకటి stands alone; before a noun it is ఒక, and ఒక్క after something larger.
            if (value > 1)
            {
                text.Say(_tens[value / 10]);
            }

            text.Say(value == 1 && !after ? "ఒక" : "ఒక్క");
            return;
        }

        text.Say(_underHundred[value]);
    }
}

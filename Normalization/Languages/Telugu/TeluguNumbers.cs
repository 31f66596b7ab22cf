using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Languages.Telugu;

/// <summary>Telugu names of whole numbers: plural forms at the end, oblique forms before anything that they count.</summary>
internal static class TeluguNumbers
{
    /// <summary>Crores are counted in crores again up to here; longer numbers are said digit by digit.</summary>
    public const int MaxDigits = 21;

    private static readonly string[] Units =
    [
        "సున్నా", "ఒకటి", "రెండు", "మూడు", "నాలుగు", "ఐదు", "ఆరు", "ఏడు", "ఎనిమిది", "తొమ్మిది",
        "పది", "పదకొండు", "పన్నెండు", "పదమూడు", "పద్నాలుగు", "పదిహేను", "పదహారు", "పదిహేడు", "పద్దెనిమిది", "పంతొమ్మిది",
    ];

    private static readonly string[] Tens = ["", "", "ఇరవై", "ముప్పై", "నలభై", "యాభై", "అరవై", "డెబ్బై", "ఎనభై", "తొంభై"];

    private static readonly string[] UnderHundred =
        [.. Enumerable.Range(0, 100).Select(n => n < 20 ? Units[n] : n % 10 == 0 ? Tens[n / 10] : Tens[n / 10] + " " + Units[n % 10])];

    /// <summary>Names of 0 to 99.</summary>
    public static ReadOnlySpan<string> Small => UnderHundred;

    /// <param name="digits">1 to <see cref="MaxDigits"/> digits, not all zero.</param>
    /// <param name="beforeNoun">Whether a counted thing follows: <c>రెండు వేల రూపాయలు</c> against <c>రెండు వేలు</c>.</param>
    public static void Say(SpokenText text, ReadOnlySpan<char> digits, bool beforeNoun)
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

    private static void SayLakhs(SpokenText text, int count, bool followed)
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

    private static void SayThousands(SpokenText text, int count, bool followed)
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

    private static void SayUnderThousand(SpokenText text, int value, bool beforeNoun, bool after)
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
            text.Say(Units[hundreds]);
            text.Say(rest > 0 || beforeNoun ? "వందల" : "వందలు");
        }

        if (rest > 0)
        {
            SayUnderHundred(text, rest, beforeNoun, after || hundreds > 0);
        }
    }

    private static void SayUnderHundred(SpokenText text, int value, bool beforeNoun, bool after = false)
    {
        if (beforeNoun && value % 10 == 1 && value != 11)
        {
            // ఒకటి stands alone; before a noun it is ఒక, and ఒక్క after something larger.
            if (value > 1)
            {
                text.Say(Tens[value / 10]);
            }

            text.Say(value == 1 && !after ? "ఒక" : "ఒక్క");
            return;
        }

        text.Say(UnderHundred[value]);
    }
}

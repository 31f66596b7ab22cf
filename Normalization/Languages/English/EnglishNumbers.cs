using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Languages.English;

/// <summary>English names of whole numbers.</summary>
internal static class EnglishNumbers
{
    /// <summary>The short scale ends here with decillions; longer numbers have no name that a listener would follow.</summary>
    public const int MaxDigits = 36;

    private static readonly string[] Units =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
        "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ];

    private static readonly string[] Tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    private static readonly string[] Scales =
    [
        "", "thousand", "million", "billion", "trillion", "quadrillion", "quintillion", "sextillion", "septillion", "octillion",
        "nonillion", "decillion",
    ];

    private static readonly string[] UnderHundred =
        [.. Enumerable.Range(0, 100).Select(n => n < 20 ? Units[n] : n % 10 == 0 ? Tens[n / 10] : Tens[n / 10] + " " + Units[n % 10])];

    /// <summary>Names of 0 to 99.</summary>
    public static ReadOnlySpan<string> Small => UnderHundred;

    /// <param name="digits">1 to <see cref="MaxDigits"/> digits, not all zero.</param>
    public static void SayWestern(SpokenText text, ReadOnlySpan<char> digits)
    {
        while (!digits.IsEmpty)
        {
            int group = (digits.Length - 1) / 3;
            int take = digits.Length - (group * 3);
            int value = int.Parse(digits[..take]);
            digits = digits[take..];
            if (value > 0)
            {
                SayUnderThousand(text, value);
                text.Say(Scales[group]);
            }
        }
    }

    /// <summary>Thousand, lakh, crore; what is over a crore is counted in crores again.</summary>
    /// <param name="digits">1 to <see cref="MaxDigits"/> digits, not all zero.</param>
    public static void SayIndian(SpokenText text, ReadOnlySpan<char> digits)
    {
        if (digits.Length > 7)
        {
            SayIndian(text, digits[..^7].TrimStart('0'));
            text.Say("crore");
            digits = digits[^7..];
        }

        int value = int.Parse(digits);
        SayPart(text, value / 100_000, "lakh");
        SayPart(text, value / 1000 % 100, "thousand");
        if (value % 1000 > 0)
        {
            SayUnderThousand(text, value % 1000);
        }
    }

    private static void SayPart(SpokenText text, int count, string scale)
    {
        if (count > 0)
        {
            text.Say(UnderHundred[count]);
            text.Say(scale);
        }
    }

    private static void SayUnderThousand(SpokenText text, int value)
    {
        if (value >= 100)
        {
            text.Say(Units[value / 100]);
            text.Say("hundred");
            value %= 100;
        }

        if (value > 0)
        {
            text.Say(UnderHundred[value]);
        }
    }
}

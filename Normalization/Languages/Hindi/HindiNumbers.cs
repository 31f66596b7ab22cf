using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Languages.Hindi;

/// <summary>Hindi names of whole numbers, in the spelling of the Central Hindi Directorate where forms compete.</summary>
internal static class HindiNumbers
{
    /// <summary>शंख, 10^17, is the largest name in use; two digits of it fit.</summary>
    public const int MaxDigits = 19;

    // Every number up to a hundred has its own name; the pattern is not regular enough to compute.
    private static readonly string[] UnderHundred =
    [
        "शून्य", "एक", "दो", "तीन", "चार", "पाँच", "छह", "सात", "आठ", "नौ",
        "दस", "ग्यारह", "बारह", "तेरह", "चौदह", "पंद्रह", "सोलह", "सत्रह", "अठारह", "उन्नीस",
        "बीस", "इक्कीस", "बाईस", "तेईस", "चौबीस", "पच्चीस", "छब्बीस", "सत्ताईस", "अट्ठाईस", "उनतीस",
        "तीस", "इकतीस", "बत्तीस", "तैंतीस", "चौंतीस", "पैंतीस", "छत्तीस", "सैंतीस", "अड़तीस", "उनतालीस",
        "चालीस", "इकतालीस", "बयालीस", "तैंतालीस", "चवालीस", "पैंतालीस", "छियालीस", "सैंतालीस", "अड़तालीस", "उनचास",
        "पचास", "इक्यावन", "बावन", "तिरपन", "चौवन", "पचपन", "छप्पन", "सत्तावन", "अट्ठावन", "उनसठ",
        "साठ", "इकसठ", "बासठ", "तिरसठ", "चौंसठ", "पैंसठ", "छियासठ", "सड़सठ", "अड़सठ", "उनहत्तर",
        "सत्तर", "इकहत्तर", "बहत्तर", "तिहत्तर", "चौहत्तर", "पचहत्तर", "छिहत्तर", "सतहत्तर", "अठहत्तर", "उनासी",
        "अस्सी", "इक्यासी", "बयासी", "तिरासी", "चौरासी", "पचासी", "छियासी", "सत्तासी", "अट्ठासी", "नवासी",
        "नब्बे", "इक्यानवे", "बानवे", "तिरानवे", "चौरानवे", "पचानवे", "छियानवे", "सत्तानवे", "अट्ठानवे", "निन्यानवे",
    ];

    // From the right: thousands and everything above go in pairs of digits.
    private static readonly string[] Pairs = ["हज़ार", "लाख", "करोड़", "अरब", "खरब", "नील", "पद्म", "शंख"];

    /// <summary>Names of 0 to 99.</summary>
    public static ReadOnlySpan<string> Small => UnderHundred;

    /// <param name="digits">1 to <see cref="MaxDigits"/> digits, not all zero.</param>
    public static void Say(SpokenText text, ReadOnlySpan<char> digits)
    {
        while (digits.Length > 3)
        {
            int pair = (digits.Length - 4) / 2;
            int take = digits.Length - 3 - (pair * 2);
            int count = int.Parse(digits[..take]);
            digits = digits[take..];
            if (count > 0)
            {
                text.Say(UnderHundred[count]);
                text.Say(Pairs[pair]);
            }
        }

        int rest = int.Parse(digits);
        if (rest >= 100)
        {
            text.Say(UnderHundred[rest / 100]);
            text.Say("सौ");
            rest %= 100;
        }

        if (rest > 0)
        {
            text.Say(UnderHundred[rest]);
        }
    }
}

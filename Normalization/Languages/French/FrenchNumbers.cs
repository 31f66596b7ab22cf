using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Languages.French;

/// <summary>French names of whole numbers as in France: <c>soixante dix</c>, <c>quatre vingts</c>; long scale.</summary>
internal sealed class FrenchNumbers
{
    /// <summary>Billiards end here; longer numbers have no name that a listener would follow.</summary>
    public const int MaxDigits = 18;

    private readonly string[] _underHundred;
    private readonly string _hundred;
    private readonly string _thousand;

    // 10^6 and above are nouns: they take a plural.
    private readonly string[] _nouns;

    public FrenchNumbers(LanguageData data)
    {
        string[] units = data.NumbersTo(19);
        _underHundred = [.. Enumerable.Range(0, 100).Select(number => NameOf(number, units, data))];
        _hundred = data.Number("10^2");
        _thousand = data.Number("10^3");
        _nouns = [.. Enumerable.Range(2, (MaxDigits / 3) - 2).Select(group => data.Number($"10^{3 * group}"))];
    }

    /// <summary>Names of 0 to 99, eighty without its s.</summary>
    public ReadOnlySpan<string> Small => _underHundred;

    /// <param name="digits">1 to <see cref="MaxDigits"/> digits, not all zero.</param>
    /// <param name="plural">Whether <c>vingt</c> and <c>cent</c> at the end take their s: not in a year or before an ordinal
    /// ending.</param>
    public void Say(SpokenText text, ReadOnlySpan<char> digits, bool plural)
    {
        while (digits.Length > 3)
        {
            int group = (digits.Length - 1) / 3;
            int take = digits.Length - (3 * group);
            int value = int.Parse(digits[..take]);
            digits = digits[take..];
            if (value == 0)
            {
                continue;
            }

            if (group > 1)
            {
                SayUnderThousand(text, value, plural: true);
                text.Say(_nouns[group - 2]);
                text.Write(value > 1 ? "s" : "");
            }
            else
            {
                // Mille has no one before it, and nothing before it takes an s.
                SayUnderThousand(text, value == 1 ? 0 : value, plural: false);
                text.Say(_thousand);
            }
        }

        SayUnderThousand(text, int.Parse(digits), plural);
    }

    private void SayUnderThousand(SpokenText text, int value, bool plural)
    {
        int hundreds = value / 100;
        int rest = value % 100;
        if (hundreds > 1)
        {
            text.Say(_underHundred[hundreds]);
        }

        if (hundreds > 0)
        {
            text.Say(_hundred);
            text.Write(hundreds > 1 && rest == 0 && plural ? "s" : "");
        }

        if (rest > 0)
        {
            text.Say(_underHundred[rest]);
            text.Write(rest == 80 && plural ? "s" : "");
        }
    }

    // Seventy and ninety count on from sixty and eighty; "et" stands before one and eleven, but not behind eighty.
    private static string NameOf(int number, string[] units, LanguageData data)
    {
        if (number < 20)
        {
            return units[number];
        }

        int ten = number is >= 70 and < 80 or >= 90 ? (number / 10 * 10) - 10 : number / 10 * 10;
        string name = data.Number($"{ten}");
        return (number - ten) switch
        {
            0 => name,
            1 or 11 when ten < 80 => $"{name} et {units[number - ten]}",
            int rest => $"{name} {units[rest]}",
        };
    }
}

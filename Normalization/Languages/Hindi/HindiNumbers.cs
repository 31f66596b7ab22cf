using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Languages.Hindi;

/// <summary>Hindi names of whole numbers, in the spelling of the Central Hindi Directorate where forms compete.</summary>
internal sealed class HindiNumbers
{
    /// <summary>शंख, 10^17, is the largest name in use; two digits of it fit.</summary>
    public const int MaxDigits = 19;

    // Every number up to a hundred has its own name; the pattern is not regular enough to compute.
    private readonly string[] _underHundred;

    // From the right: thousands and everything above go in pairs of digits.
    private readonly string[] _pairs;
    private readonly string _hundred;

    public HindiNumbers(LanguageData data)
    {
        _underHundred = data.NumbersTo(99);
        _pairs = [.. Enumerable.Range(0, (MaxDigits - 3) / 2).Select(pair => data.Number($"10^{3 + (2 * pair)}"))];
        _hundred = data.Number("10^2");
    }

    /// <summary>Names of 0 to 99.</summary>
    public ReadOnlySpan<string> Small => _underHundred;

    /// <param name="digits">1 to <see cref="MaxDigits"/> digits, not all zero.</param>
    public void Say(SpokenText text, ReadOnlySpan<char> digits)
    {
        while (digits.Length > 3)
        {
            int pair = (digits.Length - 4) / 2;
            int take = digits.Length - 3 - (pair * 2);
            int count = int.Parse(digits[..take]);
            digits = digits[take..];
            if (count > 0)
            {
                text.Say(_underHundred[count]);
                text.Say(_pairs[pair]);
            }
        }

        int rest = int.Parse(digits);
        if (rest >= 100)
        {
            text.Say(_underHundred[rest / 100]);
            text.Say(_hundred);
            rest %= 100;
        }

        if (rest > 0)
        {
            text.Say(_underHundred[rest]);
        }
    }
}

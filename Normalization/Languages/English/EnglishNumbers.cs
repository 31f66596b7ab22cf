using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Languages.English;

/// <summary>English names of whole numbers.</summary>
internal sealed class EnglishNumbers
{
    /// <summary>The short scale ends here with decillions; longer numbers have no name that a listener would follow.</summary>
    public const int MaxDigits = 36;

    private readonly string[] _underHundred;
    private readonly string[] _scales;
    private readonly string _hundred;
    private readonly string _lakh;
    private readonly string _crore;

    public EnglishNumbers(LanguageData data)
    {
        string[] units = data.NumbersTo(19);
        _underHundred =
        [
            .. units,
            .. Enumerable.Range(20, 80)
                .Select(n => n % 10 == 0 ? data.Number($"{n}") : data.Number($"{n / 10 * 10}") + " " + units[n % 10]),
        ];
        _scales = ["", .. Enumerable.Range(1, (MaxDigits / 3) - 1).Select(group => data.Number($"10^{3 * group}"))];
        _hundred = data.Number("10^2");
        _lakh = data.Number("10^5");
        _crore = data.Number("10^7");
    }

    /// <summary>Names of 0 to 99.</summary>
    public ReadOnlySpan<string> Small => _underHundred;

    /// <param name="digits">1 to <see cref="MaxDigits"/> digits, not all zero.</param>
    public void SayWestern(SpokenText text, ReadOnlySpan<char> digits)
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
                text.Say(_scales[group]);
            }
        }
    }

    /// <summary>Thousand, lakh, crore; what is over a crore is counted in crores again.</summary>
    /// <param name="digits">1 to <see cref="MaxDigits"/> digits, not all zero.</param>
    public void SayIndian(SpokenText text, ReadOnlySpan<char> digits)
    {
        if (digits.Length > 7)
        {
            SayIndian(text, digits[..^7].TrimStart('0'));
            text.Say(_crore);
            digits = digits[^7..];
        }

        int value = int.Parse(digits);
        SayPart(text, value / 100_000, _lakh);
        SayPart(text, value / 1000 % 100, _scales[1]);
        if (value % 1000 > 0)
        {
            SayUnderThousand(text, value % 1000);
        }
    }

    private void SayPart(SpokenText text, int count, string scale)
    {
        if (count > 0)
        {
            text.Say(_underHundred[count]);
            text.Say(scale);
        }
    }

    private void SayUnderThousand(SpokenText text, int value)
    {
        if (value >= 100)
        {
            text.Say(_underHundred[value / 100]);
            text.Say(_hundred);
            value %= 100;
        }

        if (value > 0)
        {
            text.Say(_underHundred[value]);
        }
    }
}

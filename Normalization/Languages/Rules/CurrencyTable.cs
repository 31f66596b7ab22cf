using System.Collections.Frozen;

namespace StreamServer.Normalization.Languages.Rules;

/// <summary>Currencies by sign, by ISO 4217 code and by the local abbreviation of the rupee.</summary>
internal static class CurrencyTable
{
    /// <summary>The signs, as triggers.</summary>
    public const string Signs = "$€£¥₹₨₩₽₺₫₦₱₴₪฿₿¢";

    public static readonly Currency Rupee = new("rupee", "rupees", "paisa", "paise", Indian: true)
    {
        Hindi = ("रुपया", "रुपये", "पैसे"),
        Telugu = ("రూపాయి", "రూపాయలు", "పైసలు"),
    };

    public static readonly Currency Dollar = new("dollar", "dollars", "cent", "cents")
    {
        Hindi = ("डॉलर", "डॉलर", "सेंट"),
        Telugu = ("డాలరు", "డాలర్లు", "సెంట్లు"),
    };

    public static readonly Currency Euro = new("euro", "euros", "cent", "cents")
    {
        Hindi = ("यूरो", "यूरो", "सेंट"),
        Telugu = ("యూరో", "యూరోలు", "సెంట్లు"),
    };

    public static readonly Currency Pound = new("pound", "pounds", "penny", "pence")
    {
        Hindi = ("पाउंड", "पाउंड", "पेंस"),
        Telugu = ("పౌండు", "పౌండ్లు", "పెన్స్"),
    };

    public static readonly Currency Cent = new("cent", "cents", null, null)
    {
        Hindi = ("सेंट", "सेंट", ""),
        Telugu = ("సెంటు", "సెంట్లు", ""),
    };

    private static readonly Currency Yen = new("yen", "yen", null, null)
    {
        Hindi = ("येन", "येन", ""),
        Telugu = ("యెన్", "యెన్లు", ""),
    };

    private static readonly FrozenDictionary<char, Currency> BySign = new Dictionary<char, Currency>
    {
        ['$'] = Dollar,
        ['€'] = Euro,
        ['£'] = Pound,
        ['¥'] = Yen,
        ['₹'] = Rupee,
        ['₨'] = Rupee,
        ['₩'] = new("won", "won", null, null),
        ['₽'] = new("ruble", "rubles", "kopek", "kopeks"),
        ['₺'] = new("lira", "lira", "kurush", "kurush"),
        ['₫'] = new("dong", "dong", null, null),
        ['₦'] = new("naira", "naira", "kobo", "kobo"),
        ['₱'] = new("peso", "pesos", "centavo", "centavos"),
        ['₴'] = new("hryvnia", "hryvnias", "kopek", "kopeks"),
        ['₪'] = new("shekel", "shekels", "agora", "agorot"),
        ['฿'] = new("baht", "baht", "satang", "satang"),
        ['₿'] = new("bitcoin", "bitcoins", null, null),
        ['¢'] = Cent,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, Currency> ByCode = new Dictionary<string, Currency>
    {
        ["USD"] = Dollar,
        ["EUR"] = Euro,
        ["GBP"] = Pound,
        ["INR"] = Rupee,
        ["Rs"] = Rupee,
        ["RS"] = Rupee,
        ["rs"] = Rupee,
        ["JPY"] = Yen,
        ["CNY"] = new("yuan", "yuan", null, null),
        ["AUD"] = new("australian dollar", "australian dollars", "cent", "cents"),
        ["CAD"] = new("canadian dollar", "canadian dollars", "cent", "cents"),
        ["SGD"] = new("singapore dollar", "singapore dollars", "cent", "cents"),
        ["AED"] = new("dirham", "dirhams", "fils", "fils"),
        ["SAR"] = new("riyal", "riyals", "halala", "halalas"),
        ["CHF"] = new("swiss franc", "swiss francs", "centime", "centimes"),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, Currency>.AlternateLookup<ReadOnlySpan<char>> CodeLookup =
        ByCode.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Every code and abbreviation in Latin letters.</summary>
    public static IReadOnlyList<string> Codes => ByCode.Keys;

    /// <summary>The dollars of a country by the letter before the sign, as in <c>C$</c>; null for others.</summary>
    public static Currency? OfDollar(ReadOnlySpan<char> country) => country switch
    {
        "C" or "CA" or "CAD" => OfCode("CAD"),
        "A" or "AU" or "AUD" => OfCode("AUD"),
        "S" or "SGD" => OfCode("SGD"),
        _ => null,
    };

    public static Currency? OfSign(char sign) => BySign.GetValueOrDefault(sign);

    public static Currency? OfCode(ReadOnlySpan<char> code) => CodeLookup.TryGetValue(code, out Currency? currency) ? currency : null;
}

using System.Text;

namespace StreamServer.Tests.Normalization;

/// <summary>Random and adversarial text from a seed: the same seed gives the same texts.</summary>
internal sealed class RandomText(int seed)
{
    private static readonly string[] Snippets =
    [
        "Visit https://example.com!", "test@mail.com", "$50", "₹1,23,456", "Rs. 500/-", "(415) 555-1234", "+91 98765 43210", "9876543210",
        "13/11/2025",
        "2025-11-13T15:45:30Z", "Nov 13, 2025", "13th of July", "3:45 PM", "9am–5pm IST", "14:30", "32°C", "10km/h", "2.5kg", "1/2",
        "3 3/4", "½", "x² + y² = 25",
        "6.02e23", "10^-3", "v2.0.1", "192.168.1.1", "C:\\Users\\me", "/usr/local/bin", "#FF5733", "#MachineLearning", "#1", "@user", "@",
        "#", "COVID-19", "H2O",
        "B2B", "007", "the 1990s", "'90s", "in 1999", "1999-2005", "Henry VIII", "Chapter IV", "I am", "MIX", "USB-C", "NASA", "Q&A",
        "U.S.", "i.e.", "e.g.",
        "Dr. Rao", "St. John", "Main St.", "etc.", "a.m.", "p.m.", "w/", "w/o", "and/or", "N/A", "FYI", "ASAP", "J. K. Rowling", "**bold**",
        "`code`", "# Title\n",
        "- item\n", "1. one\n", "> quote\n", "```\n", "---\n", "[link](https://a.com)", "![i](a.png)", "<b>", "</b>", "<br>", "<p>",
        "<!-- c -->", "&amp;", "&lt;", "&#39;",
        "&#x20B9;", "[laughs]", "[sighs]", "[whisper]", "[cough]", "(laughs)", "<laugh>", ":)", ":-(", "<3", "😀", "👨‍👩‍👧", "🇮🇳", "❤️",
        "1️⃣", "™", "©", "§", "→",
        "->", ">=", "...", "…", "?!", "!!!", "।", "॥", "|", ",", ";", ":", "(", ")", "[", "]", "{", "}", "\"", "'", "“", "”", "-", "–", "—",
        "--", "/", "\\", "&", "+",
        "=", "*", "_", "~", "^", "%", "$", "°", "\n", "\n\n", "\r\n", "\t", "\u00A0", "\u200B", "\uFEFF", "नमस्ते", "खिड़की", "कोर्स",
        "है।", "डॉ. शर्मा", "रु. 500", "रु.", "कि.मी.",
        "सन् 1947", "10वीं", "5 लाख", "₹2.5 करोड़", "नवंबर", "बजे", "క్లాస్కి", "వెళ్దాం.", "ఉష్ణోగ్రత", "రూ. 500", "రూ.", "5 కి.మీ.",
        "1947లో", "10వ", "ఆగస్టు 15, 1947", "సాఫ్ట్‌వేర్",
        "५", "१२३", "౧౨౩", "٣", "𝟓", "१.५", "hello", "world", "The", "a", "x", "No.", "No. 5", "p. 12", "5'10\"", "24/7", "16:9", "4x4",
        "3x", "10-12", "5%", "~5", "±3", "-5",
        "1,2", "1.2.3.4.5", "1e-9", "50 N·m", "cafe\u0301", "ﬁ", "Ｈ", "①", "㎞", "ﷺ", "漢字", "Привет", "\u0301", "\u200D", "\u200C", "\uD83D",
        "\uDE00", "Mon-Fri", "Thu, 13 Nov",
        "OTP 482913", "Call 911", "AT&T", "C++", "C#", "PhD", "NaCl", "CaCO3", "1h 30m", "5 sq ft", "9.8 m/s²", "$1.5M", "US$50", "20€",
        "$10-$20", "$5/month", "-$5",
        "€4,99", "1.299,00 €", "1.000.000", "1'000'000", "FY2024-25", "79 AD", "on 5/12", "UTC-8", "6:00 PM EST/9:00", "at 0630 hrs",
        "1-800-FLOWERS", "*123#", "*121*1#",
        "9876543210/9876543211", "1234 5678 9012", "221B Baker Street", "Apt 4B", "Train 12760", "DC 20500", "Pune-411001",
        "H.No. 8-2-293/82/A", "1-2-3", "00:1A:2B:3C:4D:5E",
        "fe80::1", "::1", "std::vector", "# of x", "localhost:80", "<http://b.com>", "src/main.cs:42", ".NET 10", ".pdf", "1.0.0-rc.1",
        "Python 3.12", "HTTP/2", "A/C", "1080p", "1/2 tsp",
        "5L/100km", "m/s^2", "120/80", "287/6", "4.5/5", "5/5 stars", "5★", "12/4=3", "5! = 120", "2x + 1", "≥18", "Vol. III",
        "Elizabeth I", "XIXth", "the WHO", "IT team", "Main Dr.",
        "gr8", "¯\\_(ツ)_/¯", "[^1]", "<script>x</script>", "नं. 5", "ई.पू. 500", "ए.टी.एम.", "बी.ए. पास", "किमी/घंटा", "5 किमी", "7.30 बजे",
        "3:30 बजे", "1990 के दशक", "₹1.5 लाख करोड़",
        "₹5/किलो", "108 पर कॉल", "నం. 5", "క్రీ.శ. 1526", "ఎ.టి.ఎం.", "కి.మీ/గం", "250 గ్రా.", "3:30 గంటలకు", "5kgల", "32°Cకి", "USBలో",
        "₹500కి", "50%కి", "1990లలో", "హైదరాబాద్-500081",
        "y=-3", "3x - 5", "1960s–70s", "100s of", "Article 21A", "8 oz. cup", "20 GB/month", "37°C/98.6°F", "5%-10%", "0x1F", "5/2024",
        "2024-05", "GPT-3.5", "10 A.M. IST", "6E-123",
        "1 234,50 €", "3,5", "21 h 30", "8h05", "1er janvier", "2e", "XIXe siècle", "14 juillet 2024", "M. Dupont", "Mme", "n° 5",
        "52 av. J.-C.", "c.-à-d.", "p. ex.",
        "06 12 34 56 78", "20 °C", "1.234.567,8", "1 000 000", "été", "Louis XIV", "9001:2015", "98/100", "Hello|World", "0800 123 4567",
    ];

    private static readonly string[] Alphabets =
    [
        "abcxyzABCXYZ ", "0123456789", "0123456789.,-/: ", " .,?!|:;।", "()[]{}<>", "*_`~#>-+=\n ", "@./:_-abc ", "$€₹£%°",
        "कखगिीुूंँ़़्ड़ ", "క ఖ గ ిీుూం్ ",
        "०१२३४५६७८९", "౦౧౨౩౪౫౬౭౮౯", "²³¹⁻½¼×÷±≤√π", "\u200D\u200C\uFE0F\u20E3", "\uD83D\uDE00\uD83C\uDDEE", "\u0301\u0323\u093C",
        "IVXLCDM ", "ampAMP. ", "&#x;0123ampltg",
    ];

    private readonly Random _random = new(seed);

    /// <summary>One text of up to a few hundred characters.</summary>
    public string Next() => _random.Next(4) switch
    {
        0 => Characters(),
        1 => Anything(),
        _ => Sentences(),
    };

    // Things that people write, next to each other in any order, with and without spaces.
    private string Sentences()
    {
        StringBuilder text = new();
        int count = _random.Next(1, 12);
        for (int i = 0; i < count; i++)
        {
            text.Append(Snippets[_random.Next(Snippets.Length)]);
            text.Append(_random.Next(5) switch { 0 => "", 1 => ", ", 2 => ". ", _ => " " });
        }

        if (_random.Next(3) == 0 && text.Length > 1)
        {
            text.Remove(_random.Next(text.Length), 1);
        }

        return text.ToString();
    }

    // Runs over small alphabets: what a rule expects, in the wrong order.
    private string Characters()
    {
        StringBuilder text = new();
        int runs = _random.Next(1, 8);
        for (int i = 0; i < runs; i++)
        {
            string alphabet = Alphabets[_random.Next(Alphabets.Length)];
            int length = _random.Next(1, 12);
            for (int j = 0; j < length; j++)
            {
                text.Append(alphabet[_random.Next(alphabet.Length)]);
            }
        }

        return text.ToString();
    }

    // Any UTF-16 units at all, well-formed or not.
    private string Anything()
    {
        StringBuilder text = new();
        int length = _random.Next(1, 40);
        for (int i = 0; i < length; i++)
        {
            text.Append((char)(_random.Next(3) switch
            {
                0 => _random.Next(0x80),
                1 => _random.Next(0x900, 0xE00),
                _ => _random.Next(0x10000),
            }));
        }

        return text.ToString();
    }
}

using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using StreamServer.Normalization.Text;

namespace StreamServer.Tests.Normalization;

/// <summary>Reads the golden tables: input TAB expected [TAB options], with the escapes that the head of <c>english.tsv</c>
/// explains.</summary>
internal static class GoldenTable
{
    public static IReadOnlyList<GoldenLine> Read(string name, [CallerFilePath] string here = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(here)!, "Golden", name + ".tsv");
        List<GoldenLine> lines = [];
        int number = 0;
        foreach (string line in File.ReadLines(path, Encoding.UTF8))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            string[] fields = line.Split('\t');
            if (fields.Length is < 2 or > 3)
            {
                throw new FormatException(
                    $"{name}.tsv line {number} has {fields.Length} fields; input, expected and perhaps options are wanted.");
            }

            lines.Add(new GoldenLine(number, Unescape(fields[0]), Unescape(fields[1]), Options(name, fields.Length > 2 ? fields[2] : "")));
        }

        return lines;
    }

    private static NormalizationOptions Options(string table, string text)
    {
        NormalizationOptions options =
            NormalizationOptions.Default with { Language = table == "french" ? Language.French : Language.English };
        foreach (string option in text.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = option.Split('=', 2);
            options = pair[0] switch
            {
                "number_language" => options with { NumberLanguage = Enum.Parse<NumberLanguage>(pair[1], ignoreCase: true) },
                "language" => options with { Language = Enum.Parse<Language>(pair[1], ignoreCase: true) },
                "date_order" => options with { DateOrder = Enum.Parse<DateOrder>(pair[1], ignoreCase: true) },
                "lexicon" => options with
                {
                    Lexicon = new Lexicon(
                        pair[1].Split(',').Select(entry => entry.Split('>', 2))
                        .Select(entry => KeyValuePair.Create(Unescape(entry[0]), Unescape(entry[1])))),
                },
                _ => throw new FormatException($"No option is called '{pair[0]}'."),
            };
        }

        return options;
    }

    private static string Unescape(string text)
    {
        StringBuilder result = new();
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] != '\\' || at + 1 == text.Length)
            {
                result.Append(text[at]);
                continue;
            }

            at++;
            switch (text[at])
            {
                case 't':
                    result.Append('\t');
                    break;
                case 'n':
                    result.Append('\n');
                    break;
                case 'r':
                    result.Append('\r');
                    break;
                case 'u':
                    int close = text.IndexOf('}', at);
                    result.Append((char)int.Parse(text.AsSpan(at + 2, close - at - 2), NumberStyles.AllowHexSpecifier,
                        CultureInfo.InvariantCulture));
                    at = close;
                    break;
                default:
                    result.Append(text[at]);
                    break;
            }
        }

        return result.ToString();
    }
}

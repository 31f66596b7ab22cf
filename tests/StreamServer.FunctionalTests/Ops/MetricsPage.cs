using System.Text;
using System.Text.RegularExpressions;

namespace StreamServer.FunctionalTests.Ops;

/// <summary>The tables of <c>docs/metrics.md</c>, from what a server answers.</summary>
internal static partial class MetricsPage
{
    public const string Head = "| metric | type | labels | what |\n|---|---|---|---|\n";

    /// <summary>Families by name: type, labels, help.</summary>
    public static SortedDictionary<string, (string Type, string Labels, string Help)> Read(string scrape)
    {
        SortedDictionary<string, (string Type, string Labels, string Help)> families = new(StringComparer.Ordinal);
        foreach (Match type in TypeLine().Matches(scrape))
        {
            string name = type.Groups[1].Value;
            string help = Regex.Match(scrape, $"^# HELP {name} (.*)$", RegexOptions.Multiline).Groups[1].Value;
            families[name] = (type.Groups[2].Value, string.Join(", ", LabelsOf(scrape, name).Select(label => $"`{label}`")), help);
        }

        return families;
    }

    public static string Draw(IEnumerable<KeyValuePair<string, (string Type, string Labels, string Help)>> families)
    {
        StringBuilder table = new(Head);
        foreach ((string name, (string type, string labels, string help)) in families)
        {
            table.Append($"| `{name}` | {type} | {labels} | {help} |\n");
        }

        return table.ToString();
    }

    /// <summary>Every label of the exposition but <c>le</c>, with every value.</summary>
    public static IEnumerable<(string Name, string Value)> Labels(string scrape) => SampleLine().Matches(scrape)
        .SelectMany(line => LabelPair().Matches(line.Groups[2].Value))
        .Select(pair => (pair.Groups[1].Value, pair.Groups[2].Value))
        .Where(label => label.Item1 != "le")
        .Distinct();

    private static IEnumerable<string> LabelsOf(string scrape, string family) => SampleLine().Matches(scrape)
        .Where(line => Regex.IsMatch(line.Groups[1].Value, $"^{family}(_bucket|_sum|_count)?$"))
        .SelectMany(line => LabelPair().Matches(line.Groups[2].Value))
        .Select(pair => pair.Groups[1].Value)
        .Where(label => label != "le")
        .Distinct()
        .Order(StringComparer.Ordinal);

    [GeneratedRegex(@"^# TYPE (\w+) (\w+)$", RegexOptions.Multiline)]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"^(\w+)\{(.*)\} \S+$", RegexOptions.Multiline)]
    private static partial Regex SampleLine();

    [GeneratedRegex("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex LabelPair();
}

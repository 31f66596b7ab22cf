using System.Globalization;
using System.Text.RegularExpressions;

namespace StreamServer.Models.Conversion.BiCodec;

/// <summary>What the shapes of a BiCodec checkpoint do not tell: read from its <c>config.yaml</c>.</summary>
/// <param name="Rates">Upsampling of each block of the wave generator; their product is the samples of one token.</param>
/// <param name="Levels">Levels of each digit of a global token.</param>
internal sealed partial record BiCodecConfig(IReadOnlyList<int> Rates, IReadOnlyList<int> Levels)
{
    public int SamplesPerToken => Rates.Aggregate(1, (product, rate) => product * rate);

    /// <exception cref="CommandException">No file, or a list is missing from it.</exception>
    public static BiCodecConfig Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new CommandException($"{path} does not exist.");
        }

        string text = File.ReadAllText(path);
        return new BiCodecConfig(List(text, "rates", path), List(text, "fsq_levels", path));
    }

    // Two lists of whole numbers, each under a key that occurs once: no reason to read the rest of YAML.
    private static IReadOnlyList<int> List(string text, string key, string path)
    {
        Match match = Regex.Match(
            text, $@"^[ \t]*{key}:[ \t]*(?:\[(?<flow>[\d\s,]+)\]|(?<block>(?:\r?\n[ \t]*-[ \t]*\d+)+))", RegexOptions.Multiline);
        if (!match.Success)
        {
            throw new CommandException($"{path} has no list of numbers '{key}'.");
        }

        string list = match.Groups["flow"].Success ? match.Groups["flow"].Value : match.Groups["block"].Value;
        return [.. Numbers().Matches(list).Select(number => int.Parse(number.Value, CultureInfo.InvariantCulture))];
    }

    [GeneratedRegex(@"\d+")]
    private static partial Regex Numbers();
}

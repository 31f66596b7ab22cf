using System.Globalization;
using System.Text.RegularExpressions;
using StreamServer.Inference.Runtime;

namespace StreamServer.Models.Conversion.BiCodec;

/// <summary>What the shapes of a BiCodec checkpoint do not tell: read from its <c>config.yaml</c>.</summary>
/// <param name="Rates">Upsampling of each block of the wave generator; their product is the samples of one token.</param>
/// <param name="Levels">Levels of each digit of a global token.</param>
internal sealed partial record BiCodecConfig(IReadOnlyList<int> Rates, IReadOnlyList<int> Levels)
{
    private const long MostBytes = 1_000_000;
    private const int MostNumbers = 16;
    private const int LargestNumber = 64;

    // Sections and members in which the graphs know one way only; what is not stated is that way.
    private static readonly (string Key, string Only)[] Known =
    [
        ("use_tanh_at_final", "false"),
        ("fsq_num_quantizers", "1"),
        ("sample_rate", "16000"),
        ("n_fft", "1024"),
        ("win_length", "640"),
        ("hop_length", "320"),
        ("mel_fmin", "10"),
        ("mel_fmax", "null"),
        ("num_mels", "128"),
    ];

    public int SamplesPerToken => Rates.Aggregate(1, (product, rate) => checked(product * rate));

    /// <exception cref="CommandException">No file, a list is missing from it, or it asks for what is not converted: says which.</exception>
    public static BiCodecConfig Read(string path)
    {
        long bytes = FileLength.Of(path) ?? throw new CommandException($"{path} does not exist.");
        if (bytes > MostBytes)
        {
            throw new CommandException($"{path} has {bytes} bytes; such a file has {MostBytes} at most.");
        }

        string text = File.ReadAllText(path);
        foreach (Match line in Member().Matches(text))
        {
            string value = line.Groups["value"].Value.Trim('"', '\'');
            foreach ((string key, string only) in Known)
            {
                if (line.Groups["key"].Value == key && !IsSame(value, only))
                {
                    throw new CommandException($"{path}: '{key}' is {value}, only {only} is converted.");
                }
            }
        }

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
        int[] numbers =
        [
            .. Numbers().Matches(list).Select(
                number => int.TryParse(number.Value, CultureInfo.InvariantCulture, out int value) ? value : 0),
        ];
        return numbers.Length <= MostNumbers && numbers.All(number => number is >= 1 and <= LargestNumber)
            ? numbers
            : throw new CommandException($"{path}: '{key}' is not a list of at most {MostNumbers} numbers from 1 to {LargestNumber}.");
    }

    /// <summary>By value: YAML writes false, False and FALSE, null and ~, 10 and 10.0; 8000 is what null means at 16 kHz.</summary>
    private static bool IsSame(string value, string only) => only switch
    {
        "null" => value is "" or "~" or "8000" || value.Equals(only, StringComparison.OrdinalIgnoreCase),
        _ when double.TryParse(only, CultureInfo.InvariantCulture, out double number) =>
            double.TryParse(value, CultureInfo.InvariantCulture, out double given) && given == number,
        _ => value.Equals(only, StringComparison.OrdinalIgnoreCase),
    };

    [GeneratedRegex(@"\d+")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"^[ \t]*(?<key>[a-z_]+):[ \t]*(?<value>[^\s#]*)[ \t]*(?:#.*)?\r?$", RegexOptions.Multiline)]
    private static partial Regex Member();
}

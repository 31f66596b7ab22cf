using System.Globalization;

namespace StreamServer.Benchmarks.Load;

/// <summary>What to ask of the server.</summary>
/// <param name="Url">Base address of the running server.</param>
/// <param name="Stt">Numbers of concurrent streams to try, one run each; empty for none.</param>
/// <param name="Tts">Numbers of concurrent requests to try, one run each; empty for none.</param>
/// <param name="Seconds">Length of one stream, in seconds of speech and pauses.</param>
/// <param name="Requests">Requests of one text-to-speech run; 0 means four rounds of the concurrency, at least 16.</param>
/// <param name="Speaker">Voice, by name.</param>
/// <param name="Json">File for the figures, or null.</param>
/// <param name="Key">API key, or null.</param>
internal sealed record LoadOptions(
    Uri Url,
    IReadOnlyList<int> Stt,
    IReadOnlyList<int> Tts,
    int Seconds,
    int Requests,
    string Speaker,
    string? Json,
    string? Key)
{
    public const string Usage = """
          load options:
            --url URL          server, default http://127.0.0.1:8000
            --stt N[,N...]     real-time-paced streams, one run for each number
            --tts N[,N...]     concurrent speech requests, one run for each number
            --seconds N        length of a stream, default 30
            --requests N       requests of one speech run, default four a caller and at least 16
            --speaker NAME     default Mitra
            --json FILE        write the figures
            --key KEY          API key
        """;

    /// <exception cref="ArgumentException">An option that there is not, or a value that does not parse.</exception>
    public static LoadOptions Parse(ReadOnlySpan<string> args)
    {
        LoadOptions options = new(new Uri("http://127.0.0.1:8000"), [], [], 30, 0, "Mitra", null, null);
        for (int i = 0; i < args.Length; i += 2)
        {
            string value = i + 1 < args.Length ? args[i + 1] : throw new ArgumentException($"{args[i]} needs a value.");
            options = args[i] switch
            {
                "--url" => options with { Url = new Uri(value) },
                "--stt" => options with { Stt = Numbers(value) },
                "--tts" => options with { Tts = Numbers(value) },
                "--seconds" => options with { Seconds = Number(value) },
                "--requests" => options with { Requests = Number(value) },
                "--speaker" => options with { Speaker = value },
                "--json" => options with { Json = value },
                "--key" => options with { Key = value },
                _ => throw new ArgumentException($"There is no option {args[i]}."),
            };
        }

        return options.Stt.Count + options.Tts.Count > 0 ? options : throw new ArgumentException("Say --stt or --tts.");
    }

    private static int[] Numbers(string text) => [.. text.Split(',').Select(Number)];

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? number
            : throw new ArgumentException($"'{text}' is not a whole number above 0.");
}

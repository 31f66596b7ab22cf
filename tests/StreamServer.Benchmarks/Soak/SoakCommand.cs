using System.CommandLine;
using System.Net.Http.Json;
using StreamServer.Models.Commands;

namespace StreamServer.Benchmarks.Soak;

/// <summary>
/// <c>bench soak</c>: does memory stay flat? Starts a server in a process of its own and sends it speech requests of every format, streamed
/// and not, of which some hang up in the middle; samples the memory that the server holds. With <c>--minutes</c>: <see cref="MixedSoak"/>.
/// </summary>
internal static class SoakCommand
{
    private const int Parts = 10;
    private const int HangUpEvery = 20;

    /// <summary>
    /// Growth of the median from the first third to the last above which memory is not called flat. The largest value is said
    /// beside it: it depends on when the collector last ran, and says how much the server may need, not whether that grows.
    /// </summary>
    private const double MostGrowth = 1.05;

    private static readonly (string Format, string Output)[] Formats =
        [("wav", "16khz"), ("pcm", "24khz"), ("opus", "48khz"), ("mp3", "24khz"), ("flac", "48khz"), ("mulaw", "8khz"), ("alaw", "8khz")];

    public static Command Create()
    {
        Option<int> requests = NumberOptions.Whole("--requests", "Requests in all", 2000);
        Option<int> callers = NumberOptions.Whole("--callers", "Callers at once", 8);
        Option<int> minutes = new("--minutes")
        {
            Description = "Instead of them mixed load for so long: sockets, speech, uploads, probes, and clients that vanish",
        };
        Command command = new("soak", "Whether memory stays flat over thousands of requests, or minutes of mixed load.")
        {
            requests, callers, minutes,
        };
        command.SetAction((result, _) => result.GetValue(minutes) is > 0 and var most
            ? MixAsync(TimeSpan.FromMinutes(most))
            : RunAsync(result.GetValue(requests), result.GetValue(callers)));
        return command;
    }

    private static async Task<int> MixAsync(TimeSpan length)
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        return await new MixedSoak(server, length).RunAsync() ? 0 : 1;
    }

    private static async Task<int> RunAsync(int requests, int callers)
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        using HttpClient client = new(new SocketsHttpHandler { MaxConnectionsPerServer = callers })
        {
            BaseAddress = server.Url,
            Timeout = TimeSpan.FromMinutes(5)
        };
        List<double>[] samples = [.. Enumerable.Range(0, Parts).Select(_ => new List<double>())];
        int done = 0;
        int failed = 0;
        int next = -1;
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => CallAsync()));

        for (int part = 0; part < Parts; part++)
        {
            Say($"  requests {part * requests / Parts,5} to {(part + 1) * requests / Parts,5}: median {Median(samples[part]),6:0.0}, at "
                + $"most {samples[part].Max(),6:0.0} MB");
        }

        // The first tenth is the start of everything.
        double early = Median(samples[1..4].SelectMany(part => part));
        double late = Median(samples[^3..].SelectMany(part => part));
        double growth = late / early;
        Say($"{requests} requests of {Formats.Length} formats, {callers} at once, one in {HangUpEvery} hangs up: median {early:0.0} MB "
            + $"in the first third, {late:0.0} MB in the last ({growth:0.000}); at most {samples.Max(part => part.Max()):0.0} MB; "
            + $"{failed} failed");
        return growth <= MostGrowth && failed == 0 ? 0 : 1;

        async Task CallAsync()
        {
            while (Interlocked.Increment(ref next) is var index && index < requests)
            {
                if (!await SpeakAsync(client, index))
                {
                    Interlocked.Increment(ref failed);
                }

                int part = Math.Min(Parts - 1, Interlocked.Increment(ref done) * Parts / requests);
                double resident = server.MemoryMb;
                lock (samples)
                {
                    samples[part].Add(resident);
                }
            }
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    public static async Task<bool> SpeakAsync(HttpClient client, int index)
    {
        (string format, string output) = Formats[index % Formats.Length];
        string text = string.Join(' ', Enumerable.Range(index, 1 + (index % 5)).Select(Sentences.Pair));
        using HttpRequestMessage request = new(HttpMethod.Post, "v1/tts/generate")
        {
            Content = JsonContent.Create(new { text, format, output, seed = index, stream = index % 3 > 0 }),
        };
        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using Stream body = await response.Content.ReadAsStreamAsync();
        byte[] buffer = new byte[16 * 1024];
        long bytes = 0;
        while (await body.ReadAsync(buffer) is > 0 and int read)
        {
            bytes += read;
            if (index % HangUpEvery == 0)
            {
                break;
            }
        }

        return response.IsSuccessStatusCode && bytes > 0;
    }

    private static void Say(string text) => Console.WriteLine(text);
}

using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;
using StreamServer.Models.Commands;

namespace StreamServer.Benchmarks.Load;

/// <summary>Callers against a running server: speech requests and real-time streams, each at several numbers at once.</summary>
internal static class LoadCommand
{
    private const int SentencesForStreams = 12;

    public static Command Create()
    {
        Option<Uri> url = new("--url")
        {
            Description = "Server.",
            HelpName = "URL",
            DefaultValueFactory = _ => new Uri("http://127.0.0.1:8000"),
            CustomParser = argument =>
            {
                if (Uri.TryCreate(argument.Tokens[0].Value, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https")
                {
                    return address;
                }

                argument.AddError($"--url {argument.Tokens[0].Value} is not an http address.");
                return null;
            },
        };
        Option<int[]> stt = NumberOptions.Wholes("--stt", "Real-time-paced streams, one run for each number", []);
        Option<int[]> tts = NumberOptions.Wholes("--tts", "Concurrent speech requests, one run for each number", []);
        Option<int> seconds = NumberOptions.Whole("--seconds", "Length of a stream", 30);
        Option<int> requests = NumberOptions.Whole("--requests", "Requests of one speech run, default four a caller and at least 16", 0);
        Option<string> speaker = new("--speaker") { Description = "Voice.", HelpName = "NAME", DefaultValueFactory = _ => "Mitra" };
        Option<string?> json = new("--json") { Description = "File for the figures.", HelpName = "FILE" };
        Option<string?> key = new("--key") { Description = "API key.", HelpName = "KEY" };
        Command command = new("load", "Callers against a running server.") { url, stt, tts, seconds, requests, speaker, json, key };
        command.Validators.Add(result =>
        {
            if (result.GetResult(stt) is null && result.GetResult(tts) is null)
            {
                result.AddError("Say --stt or --tts.");
            }
        });
        command.SetAction((result, _) => RunAsync(new LoadOptions(
            result.GetRequiredValue(url),
            result.GetValue(stt) ?? [],
            result.GetValue(tts) ?? [],
            result.GetValue(seconds),
            result.GetValue(requests),
            result.GetRequiredValue(speaker),
            result.GetValue(json),
            result.GetValue(key))));
        return command;
    }

    private static async Task<int> RunAsync(LoadOptions options)
    {
        using HttpClient client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 512 })
        {
            BaseAddress = options.Url,
            Timeout = TimeSpan.FromMinutes(10),
        };
        if (options.Key is not null)
        {
            client.DefaultRequestHeaders.Authorization = new("Bearer", options.Key);
        }

        string device;
        try
        {
            device = await DeviceAsync(client);
        }
        catch (HttpRequestException exception)
        {
            Console.Error.WriteLine($"No server that is ready at {options.Url}: {exception.Message}");
            return 1;
        }

        TtsCaller caller = new(client, options.Speaker);
        List<TtsFigures> tts = [];
        List<SttFigures> stt = [];
        await caller.SpeakAsync(Sentences.One(0));
        foreach (int concurrency in options.Tts)
        {
            TtsFigures run = await TtsRun.RunAsync(caller, concurrency, options.Requests);
            LoadReport.Print(run);
            tts.Add(run);
        }

        foreach (string line in LoadGrowth.Table(tts))
        {
            Console.WriteLine(line);
        }

        IReadOnlyList<(string Text, byte[] Samples)> spoken = options.Stt.Count > 0 ? await SpeakAsync(caller) : [];
        foreach (int streams in options.Stt)
        {
            SttFigures run = await SttRun.RunAsync(new SttLoad(options.Url, options.Key, options.Seconds), spoken, streams);
            LoadReport.Print(run);
            stt.Add(run);
        }

        if (options.Json is not null)
        {
            LoadReport report = new(DateTimeOffset.UtcNow, RuntimeInformation.OSDescription, Environment.ProcessorCount, device, stt, tts);
            await report.WriteAsync(options.Json);
        }

        return tts.Any(run => run.Failed > 0) || stt.Any(run => run.Failed > 0) ? 1 : 0;
    }

    private static async Task<string> DeviceAsync(HttpClient client)
    {
        using JsonDocument health = JsonDocument.Parse(await client.GetStringAsync("health/ready"));
        return health.RootElement.GetProperty("device").GetProperty("name").GetString()!;
    }

    private static async Task<IReadOnlyList<(string Text, byte[] Samples)>> SpeakAsync(TtsCaller caller)
    {
        List<(string, byte[])> spoken = [];
        for (int i = 0; i < SentencesForStreams; i++)
        {
            using MemoryStream samples = new();
            TtsResult result = await caller.SpeakAsync(Sentences.One(i), samples);
            spoken.Add(result.Ok ? (Sentences.One(i), samples.ToArray()) : throw new InvalidOperationException(
                $"The server answered {result.Status}."));
        }

        return spoken;
    }
}

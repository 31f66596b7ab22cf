using StreamServer.Benchmarks.Load;

namespace StreamServer.Benchmarks.Streams;

/// <summary>
/// How many streams are held at real time on this machine: this server, client and server as two processes, beside sherpa-onnx's
/// recognisers in threads, with the same models, audio and frames. With and without partials.
/// </summary>
internal static class StreamsCommand
{
    public const string Usage = "  streams options: --first 48 --most 768 --seconds 10 --frame 100 (ms)";

    private static readonly string[] Modes = ["thread a core", "thread a stream"];

    public static async Task<int> RunAsync(string[] args)
    {
        Arguments options = new(args, "--first", "--most", "--seconds", "--frame");
        int first = options.Number("--first", 48);
        int most = options.Number("--most", 768);
        IReadOnlyList<(string Text, byte[] Samples)> spoken = Recordings.All();
        SttLoad load = new(new Uri("http://127.0.0.1"), null, options.Number("--seconds", 10), options.Number("--frame", 100) / 1000.0, MarkerSeconds: 4);
        await Sherpa.InstallAsync();
        Console.WriteLine($"{Environment.ProcessorCount} cores; each stream {load.Seconds} s of sentences with pauses, {load.FrameSeconds * 1000:F0} ms a piece, 250 ms of endpointing.");
        Console.WriteLine("Held: lag p95 under 500 ms, finals p95 under 1 s after the end of speech, none lost.");
        List<string> summary = [];
        foreach (bool partials in (bool[])[false, true])
        {
            string kind = partials ? "with partials" : "finals only";
            int ours = await RampAsync($"this server, {kind}", first, most, load, streams => OursAsync(partials, spoken, load, streams));
            summary.Add($"{kind}: this server {ours}");
            foreach (string mode in Modes)
            {
                int theirs = await RampAsync(
                    $"sherpa-onnx, {mode}, {kind}", first, most, load, streams => Sherpa.RunAsync(mode, partials, spoken, load, streams));
                summary[^1] += $", sherpa-onnx with a {mode} {theirs}";
            }
        }

        Console.WriteLine($"\nStreams held: {string.Join("; ", summary)}.");
        return 0;
    }

    private static async Task<int> RampAsync(string name, int first, int most, SttLoad load, Func<int, Task<StreamsRow>> runAsync)
    {
        Console.WriteLine($"\n{name}\n\n{StreamsRow.Header}");
        return await Ramp.RunAsync(first, most, async streams =>
        {
            StreamsRow row = await runAsync(streams);
            Console.WriteLine(row.Line(load.Seconds));
            return row.IsHeld;
        });
    }

    /// <summary>A server of its own each time: nothing is left over from the run before.</summary>
    private static async Task<StreamsRow> OursAsync(bool partials, IReadOnlyList<(string Text, byte[] Samples)> spoken, SttLoad load, int streams)
    {
        // Nobody is refused or closed: the figures have to show what is too much.
        await using ServerProcess server = await ServerProcess.StartAsync(("STT_MAX_SESSIONS", "10000"), ("STT_MAX_LAG_MS", "60000"));
        SttLoad here = load with { Url = server.Url, Interim = partials };
        await SttRun.RunAsync(here with { Seconds = 2 }, spoken, 2);
        SttFigures run = await SttRun.RunAsync(here, spoken, streams);
        return new(
            streams, run.LagMs.P95, run.FinalMs.P50, run.FinalMs.P95, run.FinalMs.P99, run.FinalMs.Count,
            run.Lost + run.Failed + run.Refused + run.Shed, run.Partials, server.MemoryMb);
    }
}

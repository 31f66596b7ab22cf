using System.CommandLine;
using StreamServer.Benchmarks.Load;
using StreamServer.Models.Commands;

namespace StreamServer.Benchmarks.Streams;

/// <summary>
/// How many streams are held at real time on this machine: this server, client and server as two processes, beside sherpa-onnx's
/// recognisers in threads, with the same models, audio and frames. With and without partials.
/// </summary>
internal static class StreamsCommand
{
    /// <summary>Streams speak in turn, not in chorus: half a second between those that say the same.</summary>
    private const double LeadStep = 0.5;
    private const int LeadSteps = 8;

    private static readonly string[] Modes = ["thread a core", "thread a stream"];

    public static Command Create()
    {
        Option<int> first = NumberOptions.Whole("--first", "Streams of the first run", 48);
        Option<int> most = NumberOptions.Whole("--most", "Streams of the last run", 2048);
        Option<int> seconds = NumberOptions.Whole("--seconds", "Length of a stream", 16);
        Option<int> frame = NumberOptions.Whole("--frame", "Milliseconds of audio in a message", 100);
        Option<int> close = NumberOptions.Whole("--close", "Percent between the most that are held and the least that are not", 15);
        Option<int[]> partials = NumberOptions.Wholes("--partials", "0 without, 1 with partials", [0, 1], least: 0);
        Command command = new("streams", "Streams held at real time, beside sherpa-onnx.") { first, most, seconds, frame, close, partials };
        command.SetAction((result, _) => RunAsync(
            result.GetValue(first),
            result.GetValue(most),
            new SttLoad(
                new Uri("http://127.0.0.1"), null, result.GetValue(seconds), result.GetValue(frame) / 1000.0, MarkerSeconds: 4),
            result.GetValue(close) / 100.0,
            result.GetRequiredValue(partials)));
        return command;
    }

    private static async Task<int> RunAsync(int first, int most, SttLoad load, double close, IReadOnlyList<int> kinds)
    {
        IReadOnlyList<(string Text, byte[] Samples)> spoken = Recordings.All();
        SttScript[] scripts =
        [
            .. Enumerable.Range(0, LeadSteps * spoken.Count)
                .Select(i => SttScript.Build(spoken, i % spoken.Count, load.Seconds, i / spoken.Count * LeadStep)),
        ];
        await Sherpa.InstallAsync();
        Console.WriteLine($"{Environment.ProcessorCount} cores; each stream {load.Seconds} s of sentences with pauses, "
            + $"{load.FrameSeconds * 1000:F0} ms a piece, 250 ms of endpointing.");
        Console.WriteLine("Held: lag p95 under 500 ms, finals p95 under 1 s after the end of speech, none lost.");
        List<string> summary = [];
        foreach (bool partials in kinds.Select(number => number > 0))
        {
            string kind = partials ? "with partials" : "finals only";
            int ours = await RampAsync($"this server, {kind}", first, most, close, load,
                streams => OursAsync(partials, scripts, load, streams));
            summary.Add($"{kind}: this server {ours}");
            foreach (string mode in Modes)
            {
                int theirs = await RampAsync(
                    $"sherpa-onnx, {mode}, {kind}", first, most, close, load,
                        streams => Sherpa.RunAsync(mode, partials, scripts, load, streams));
                summary[^1] += $", sherpa-onnx with a {mode} {theirs}";
            }
        }

        Console.WriteLine($"\nStreams held: {string.Join("; ", summary)}.");
        return 0;
    }

    private static async Task<int> RampAsync(
        string name, int first, int most, double close, SttLoad load, Func<int, Task<StreamsRow>> runAsync)
    {
        Console.WriteLine($"\n{name}\n\n{StreamsRow.Header}");
        return await Ramp.RunAsync(first, most, close, async streams =>
        {
            StreamsRow row = await runAsync(streams);
            Console.WriteLine(row.Line(load.Seconds));
            return row.IsHeld;
        });
    }

    /// <summary>A server of its own each time: nothing is left over from the run before.</summary>
    private static async Task<StreamsRow> OursAsync(bool partials, SttScript[] scripts, SttLoad load, int streams)
    {
        // Nobody is refused or closed: the figures have to show what is too much.
        await using ServerProcess server = await ServerProcess.StartAsync(("STT_MAX_SESSIONS", "10000"), ("STT_MAX_LAG_MS", "60000"));
        SttLoad here = load with { Url = server.Url, Interim = partials };
        await SttRun.RunAsync(here with { Seconds = 2 }, Recordings.All(), 2);
        (TimeSpan server0, TimeSpan client0) = (server.Busy, Environment.CpuUsage.TotalTime);
        SttFigures run = await SttRun.RunAsync(here, index => scripts[index % scripts.Length], streams);
        return new(
            streams, run.LagMs.P95, run.FinalMs.P50, run.FinalMs.P95, run.FinalMs.P99, run.FinalMs.Count,
            run.Lost + run.Failed + run.Refused + run.Shed, run.Partials, server.MemoryMb,
            (server.Busy - server0).TotalSeconds, (Environment.CpuUsage.TotalTime - client0).TotalSeconds);
    }
}

using System.Diagnostics;
using System.Text.Json;
using StreamServer.Benchmarks.Load;

namespace StreamServer.Benchmarks.Streams;

/// <summary>
/// sherpa-onnx from npm (which has its recogniser and its voice activity detector, but not its WebSocket server) with the same
/// models and the same audio. It reads the audio from memory, without a network.
/// </summary>
internal static class Sherpa
{
    private const string Version = "1.13.8";

    private static readonly string Folder = Path.GetFullPath(Path.Combine("artifacts", "bench", "sherpa-" + Version));
    private static readonly string Modules = Path.Combine(Folder, "node_modules");
    private static readonly string Script = Path.GetFullPath(Path.Combine("tests", "StreamServer.Benchmarks", "Streams", "sherpa.js"));
    private static readonly string Models = Path.GetFullPath(Path.Combine("models", "tiny"));

    /// <summary>Fetches the packages at the first call.</summary>
    public static async Task InstallAsync()
    {
        Directory.CreateDirectory(Folder);
        if (!File.Exists(Path.Combine(Modules, "sherpa-onnx-linux-x64", "sherpa-onnx.node")))
        {
            await RunAsync("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", Folder,
                $"sherpa-onnx-node@{Version}", $"sherpa-onnx-linux-x64@{Version}");
        }
    }

    /// <summary>Runs so many streams.</summary>
    /// <param name="mode">As sherpa.js has it: <c>thread a stream</c> or <c>thread a core</c>.</param>
    /// <param name="partials">Whether growing speech is transcribed too.</param>
    /// <param name="scripts">What is said; the streams take them in turn.</param>
    /// <param name="load">Frames of the streams.</param>
    /// <param name="streams">How many.</param>
    public static async Task<StreamsRow> RunAsync(
        string mode, bool partials, IReadOnlyList<SttScript> scripts, SttLoad load, int streams)
    {
        string work = Directory.CreateTempSubdirectory("streamserver-bench-").FullName;
        try
        {
            for (int i = 0; i < scripts.Count; i++)
            {
                await File.WriteAllBytesAsync(Path.Combine(work, $"{i}.pcm"), scripts[i].Samples);
            }

            string job = Path.Combine(work, "job.json");
            await File.WriteAllTextAsync(job, JsonSerializer.Serialize(new
            {
                vad = Path.Combine(Models, "vad", "model.onnx"),
                stt = Path.Combine(Models, "stt", "model.onnx"),
                tokens = Path.Combine(Models, "stt", "tokens.txt"),
                packages = Modules,
                mode,
                frameSeconds = load.FrameSeconds,
                partialSeconds = partials ? 0.3 : 0,
                endpointSeconds = 0.25,
                maxSpeechSeconds = 20,
                scripts = Enumerable.Range(0, streams).Select(index => new
                {
                    pcm = Path.Combine(work, $"{index % scripts.Count}.pcm"),
                    delay = 2.0 * index / streams,
                    utterances = scripts[index % scripts.Count].Utterances.Select(
                        utterance => new { start = utterance.Start, end = utterance.End }),
                }),
            }));
            string output;
            try
            {
                output = await RunAsync("node", Script, job);
            }
            catch (InvalidOperationException exception)
            {
                // A recogniser a stream can need more memory than there is: that too is an answer.
                Console.Error.WriteLine(exception.Message);
                return StreamsRow.Killed(streams);
            }

            using JsonDocument answer = JsonDocument.Parse(output);
            JsonElement root = answer.RootElement;
            Percentiles lags = Percentiles.Of(root.GetProperty("lags").EnumerateArray().Select(value => value.GetDouble()));
            Percentiles finals = Percentiles.Of(root.GetProperty("finals").EnumerateArray().Select(value => value.GetDouble()));
            return new(
                streams, lags.P95, finals.P50, finals.P95, finals.P99, finals.Count, root.GetProperty("lost").GetInt32(),
                root.GetProperty("partials").GetInt32(), root.GetProperty("memory").GetDouble(), root.GetProperty("busy").GetDouble(), 0);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task<string> RunAsync(string program, params string[] args)
    {
        ProcessStartInfo start = new(program, args) { RedirectStandardOutput = true };
        start.Environment["LD_LIBRARY_PATH"] = Path.Combine(Modules, "sherpa-onnx-linux-x64");
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException(
            $"{program} {string.Join(' ', args)} ended with {process.ExitCode}.");
    }
}

using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using StreamServer.Benchmarks.Load;
using StreamServer.Endpoints.Server;
using StreamServer.Inference.Runtime;

namespace StreamServer.Benchmarks.Engine;

/// <summary>
/// Is batching real? The same eight requests one after the other and all at once, over HTTP, in turns on one server in this
/// process, so that both see the same machine. Also says where the time went: steps, batch fill, prompts, codec.
/// </summary>
internal static class BatchingCommand
{
    private const int Requests = 8;
    private const int Rounds = 7;

    public static async Task<int> RunAsync()
    {
        await using WebApplication app = ServerApp.Build(new Dictionary<string, string?> { ["PORT"] = "0", ["LOG_LEVEL"] = "Error" });
        await app.StartAsync();
        await app.Services.GetRequiredService<WarmUpService>().Done;
        Uri address = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        using HttpClient client = new() { BaseAddress = address };
        TtsCaller caller = new(client, "Mitra");
        using StepTotals totals = new();

        List<double> ratios = [];
        for (int round = 0; round < Rounds; round++)
        {
            double sequence = await MeasureAsync("in sequence", totals, async () =>
            {
                for (int i = 0; i < Requests; i++)
                {
                    await caller.SpeakAsync(Text(i));
                }
            });
            double together = await MeasureAsync("at once    ", totals,
                () => Task.WhenAll(Enumerable.Range(0, Requests).Select(i => caller.SpeakAsync(Text(i)))));
            ratios.Add(together / sequence);
            Console.WriteLine($"round {round}: at once / in sequence = {ratios[^1]:F2}");
        }

        ratios.Sort();
        Console.WriteLine($"{Requests} requests: at once / in sequence, median {ratios[Rounds / 2]:F2} (of {Rounds}: {ratios[0]:F2} to "
            + $"{ratios[^1]:F2})");
        await app.StopAsync();
        return 0;
    }

    private static string Text(int index) => string.Join(' ', Enumerable.Range(0, 4).Select(i => Sentences.Pair((index * 5) + i)));

    private static async Task<double> MeasureAsync(string name, StepTotals totals, Func<Task> run)
    {
        totals.Clear();
        long start = Stopwatch.GetTimestamp();
        await run();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine($"  {name} {seconds,6:F2} s   {totals}");
        return seconds;
    }

    /// <summary>Sums of what the engines report while it lives.</summary>
    private sealed class StepTotals : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly Dictionary<string, (double Sum, int Count)> _sums = [];

        public StepTotals()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name.StartsWith("StreamServer.Tts", StringComparison.Ordinal)
                    && instrument is Histogram<double> or Histogram<int>)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Add(instrument.Name, value));
            _listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => Add(instrument.Name, value));
            _listener.Start();
        }

        public void Clear()
        {
            lock (_sums)
            {
                _sums.Clear();
            }
        }

        public void Dispose() => _listener.Dispose();

        public override string ToString()
        {
            lock (_sums)
            {
                (double Sum, int Count) Of(string name) => _sums.GetValueOrDefault(name);
                (double decode, int steps) = Of("tts.lm.decode.duration");
                (double prefill, int pieces) = Of("tts.lm.prefill.duration");
                (double codec, int windows) = Of("tts.codec.duration");
                double rows = Of("tts.lm.batch").Sum / Math.Max(1, steps);
                return $"decode {decode:F2} s in {steps} steps of {rows:F1} rows, prompts {prefill:F2} s in {pieces}, codec {codec:F2} s "
                    + $"in {windows} runs";
            }
        }

        private void Add(string name, double value)
        {
            lock (_sums)
            {
                (double sum, int count) = _sums.GetValueOrDefault(name);
                _sums[name] = (sum + value, count + 1);
            }
        }
    }
}

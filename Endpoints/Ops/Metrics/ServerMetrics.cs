using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.InteropServices;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Runtime.Metrics;

namespace StreamServer.Endpoints.Ops.Metrics;

/// <summary>What this server is: build, device, models, readiness. For <c>/metrics</c>.</summary>
internal sealed class ServerMetrics
{
    public const string MeterName = "StreamServer.Server";

    public ServerMetrics(IMeterFactory meters, OnnxSessions sessions, Readiness readiness)
    {
        Meter meter = meters.Create(MeterName);
        string device = sessions.Device.ToString().ToLowerInvariant();
        KeyValuePair<string, object?>[] build = [new("version", Version), new("runtime", RuntimeInformation.FrameworkDescription)];
        meter.CreateObservableGauge("build.info", () => new Measurement<int>(1, build), null, "Version of the server and of .NET; always 1",
            [LabelValues.Open("version"), LabelValues.Open("runtime")]);
        meter.CreateObservableGauge("device.info", () => new Measurement<int>(1, new KeyValuePair<string, object?>("device", device)), null,
            "What models run on; always 1", [LabelValues.Open("device")]);
        meter.CreateObservableGauge("device.fallback", () => sessions.IsFallback ? 1 : 0, null,
            "1 when INFERENCE_DEVICE=auto found no CUDA and took the processor");
        meter.CreateObservableGauge("ready", () => readiness.IsReady ? 1 : 0, null, "1 while the server takes work");
        meter.CreateObservableGauge("model.load", () => LoadTimes(sessions), "s", "Time that the files of a model took to open, by name",
            [LabelValues.Open("model")]);
    }

    /// <summary>Of the assembly, with the commit where the build knows it.</summary>
    public static string Version { get; } =
        typeof(ServerMetrics).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    private static IEnumerable<Measurement<double>> LoadTimes(OnnxSessions sessions) => sessions.LoadTimes.Select(
        model => new Measurement<double>(model.Value.TotalSeconds, new KeyValuePair<string, object?>("model", model.Key)));
}

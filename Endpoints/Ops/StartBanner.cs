using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using StreamServer.Auth.Calls;
using StreamServer.Auth.Settings;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Web;
using StreamServer.Inference.Audio.Native;
using StreamServer.Inference.Runtime;
using StreamServer.Models.Manifest;

namespace StreamServer.Endpoints.Ops;

/// <summary>Prints what was loaded, on which device, and three commands to paste, once the models have warmed up.</summary>
internal sealed partial class StartBanner(
    IServer server,
    WarmUpService warmUp,
    Readiness readiness,
    OnnxSessions sessions,
    ModelManifest manifest,
    TimeProvider time,
    CallerDirectory callers,
    EndpointsOptions options,
    WebOptions web,
    ILogger<StartBanner> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        long start = time.GetTimestamp();
        IReadOnlyList<string> loaded = await warmUp.Done.WaitAsync(stoppingToken);
        if (options.LogLevel > LogLevel.Information)
        {
            return;
        }

        string url = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? $"http://{options.Host}:{options.Port}";
        url = url.Replace("0.0.0.0", "localhost", StringComparison.Ordinal).Replace("[::]", "localhost", StringComparison.Ordinal);
        TimeSpan took = time.GetElapsedTime(start);
        if (options.LogsJson)
        {
            // Whoever reads JSON reads nothing else.
            LogStarted(url, sessions.Device, sessions.DeviceReason, string.Join("; ", loaded), took.TotalSeconds);
            return;
        }

        Console.Out.WriteLine(Text(url, loaded, took));
    }

    [LoggerMessage(
        40,
        LogLevel.Information,
        "Listening on {Url}; device {Device} ({Reason}); {Loaded}; started in {Seconds:F1} s",
        EventName = "Started")]
    private partial void LogStarted(string url, DeviceKind device, string reason, string loaded, double seconds);

    private string Text(string url, IReadOnlyList<string> loaded, TimeSpan took)
    {
        IEnumerable<string> notices = manifest.Models
            .Where(model => model.Notice is not null && sessions.HasOpened(model.Name))
            .OrderBy(model => model.Role)
            .Select(model => $"  note      {model.Name}: {model.Notice}");
        IEnumerable<string> missing = readiness.Reasons.Select(reason => $"  MISSING   {reason.Key}: {reason.Value}");
        string[] facts =
        [
            .. loaded.Select(line => $"  loaded    {line}"), .. notices, .. missing, $"  codecs    {CodecLibraries.Describe()}",
            $"  started   in {took.TotalSeconds:F1} s",
        ];
        string socket = "ws" + url[4..];
        string port = options.Port == 8000 ? "" : $" --port {new Uri(url).Port}";
        bool needsKey = callers.Mode == AuthMode.Required;
        string header = needsKey ? " -H 'X-API-Key: KEY'" : "";
        string option = needsKey ? " --key KEY" : "";
        string page = web.Page == PageUse.On ? $"\nOpen:       {url}/            (a page: speak and read along, write and listen)" : "";
        string body = """{"text":"Turn on the kitchen lights, please.","speaker":"Mitra","stream":true}""";
        return $"""

            StreamServer listens on {url}
              device    {sessions.Device.ToString().ToLowerInvariant()} ({sessions.DeviceReason})
            {string.Join('\n', facts)}
            {page}
            Speak:      curl -s {url}/v1/tts/generate{header} -H 'Content-Type: application/json' -d '{body}' -o hello.wav
            Hear:       ./run.sh transcribe hello.wav{port}{option}            (or binary PCM, 16 kHz mono s16le, to {socket}/ws/stt)
            Look:       curl -s {url}/health/ready; curl -s {url}/v1/models{header}

            """;
    }
}

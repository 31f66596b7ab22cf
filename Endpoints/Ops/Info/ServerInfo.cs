using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Stt;
using StreamServer.Endpoints.Tts;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Stt;
using StreamServer.Inference.Stt.Settings;
using StreamServer.Inference.Tts;
using StreamServer.Models.Manifest;

namespace StreamServer.Endpoints.Ops.Info;

/// <summary>What <c>/info</c> says. Thread-safe.</summary>
internal sealed class ServerInfo(
    ModelManifest manifest,
    OnnxSessions sessions,
    SpeechToText hearing,
    TextToSpeech speaking,
    EndpointsOptions endpoints,
    SttOptions stt,
    SttWireOptions sttWire,
    TtsOptions tts,
    TtsWireOptions ttsWire)
{
    private static readonly DateTimeOffset StartedAt = Process.GetCurrentProcess().StartTime.ToUniversalTime();

    /// <summary>As it was built: the number, and behind a plus the commit.</summary>
    public static string Version { get; } =
        typeof(ServerInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    public InfoAnswer Read() => new(
        "StreamServer",
        Version,
        RuntimeInformation.FrameworkDescription,
        StartedAt,
        new DeviceInfo(sessions.Device.ToString().ToLowerInvariant(), HiddenPaths.Hide(sessions.DeviceReason)),
        [.. manifest.Models.Where(model => sessions.HasOpened(model.Name)).Select(Of)],
        new Capacities(
            new HearingCapacity(
                hearing.Places.Taken, hearing.Places.Most, hearing.Places.MostOfOne, Math.Round(hearing.Lag.TotalMilliseconds, 1)),
            speaking.IsLoaded
                ? new SpeakingCapacity(
                    speaking.Models.Lm.SlotsUsed, tts.Slots, speaking.Models.Lm.Waiting, tts.MaxQueue, ttsWire.MaxSockets)
                : null),
        new ServerLimits(
            endpoints.MaxBodyBytes,
            sttWire.MaxUploadBytes,
            stt.MaxRecordingSeconds,
            sttWire.MaxFrameBytes,
            stt.MaxUtteranceSeconds,
            tts.MaxText,
            sttWire.IdleSeconds));

    private static ModelFacts Of(ModelEntry model) => new(
        model.Name,
        JsonNamingPolicy.KebabCaseLower.ConvertName(model.Role.ToString()),
        model.Kind,
        model.Licence,
        model.Source,
        model.Languages,
        model.SampleRate,
        model.Files.Where(file => file.Value.Sha256 is not null).ToDictionary(file => file.Key, file => file.Value.Sha256!));
}

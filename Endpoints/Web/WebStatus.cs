using StreamServer.Inference.Audio;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Stt;
using StreamServer.Inference.Stt.Settings;
using StreamServer.Inference.Tts;
using StreamServer.Models.Manifest;

namespace StreamServer.Endpoints.Web;

/// <summary>Gathers what the page shows of the server.</summary>
internal sealed class WebStatus(
    ModelManifest manifest,
    OnnxSessions sessions,
    Readiness readiness,
    SpeechToText hearing,
    SttOptions hearingOptions,
    TextToSpeech speech,
    TtsOptions speechOptions)
{
    public WebStatusAnswer Now()
    {
        WebModel? recogniser = Loaded(ModelRole.Stt, hearingOptions.Model);
        return new WebStatusAnswer(
            sessions.Device.ToString().ToLowerInvariant(),
            recogniser,
            recogniser is { Bundled: true } ? Better() : null,
            new WebPlaces((int)hearing.Places.Taken, hearingOptions.MaxSessions, 0),
            Loaded(ModelRole.TtsLm, speechOptions.Model),
            speech.IsLoaded && !readiness.Reasons.ContainsKey(TextToSpeech.PartName)
                ? new WebPlaces(speech.Models.Lm.SlotsUsed, speechOptions.Slots, speech.Models.Lm.Waiting)
                : new WebPlaces(0, speechOptions.Slots, 0),
            speechOptions.MaxText,
            AudioFormats.Names);
    }

    private WebModel? Loaded(ModelRole role, string name)
    {
        ModelEntry? entry = manifest.Models.FirstOrDefault(
            model => model.Role == role && model.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return entry is not null && sessions.HasOpened(entry.Name)
            ? new WebModel(entry.Name, entry.Languages, entry.Notice, IsBundled(entry))
            : null;
    }

    /// <summary>The first recogniser, in the manifest's order, whose every file is published somewhere.</summary>
    private WebFetch? Better()
    {
        ModelEntry? entry = manifest.Models.FirstOrDefault(
            model => model.Role == ModelRole.Stt && model.Files.Values.All(file => file.Url is not null));
        return entry is null ? null : new WebFetch(
            entry.Name,
            entry.Languages,
            entry.Licence,
            entry.Files.Values.Sum(file => file.Bytes),
            entry.IsOnDisk ? $"./run.sh models use {entry.Name}" : $"./run.sh models pull {entry.Name}");
    }

    /// <summary>No file of it is to be had anywhere else.</summary>
    private static bool IsBundled(ModelEntry model) => model.Checkpoint is null && model.Files.Values.All(file => file.Url is null);
}

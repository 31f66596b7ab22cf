using System.Text.Json;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Stt.Settings;
using StreamServer.Inference.Tts;
using StreamServer.Models.Manifest;

namespace StreamServer.Endpoints.Ops;

/// <summary>What <c>/v1/models</c> says. Thread-safe.</summary>
internal sealed class ModelCatalog(ModelManifest manifest, OnnxSessions sessions, SttOptions hearing, TtsOptions speaking)
{
    /// <param name="isWhole">Also the models that are not installed.</param>
    public ModelList List(bool isWhole) =>
        new("list", [.. manifest.Models.Where(model => isWhole || model.IsOnDisk).Select(Describe)]);

    /// <summary>A model by its name, or by one of OpenAI's names, which stand for those that are loaded.</summary>
    /// <returns>Null when no model of that name is installed.</returns>
    public ModelInfo? Find(string name)
    {
        (ModelRole Role, string Name)? chosen = OpenAiModels.IsSpeaking(name) ? (ModelRole.TtsLm, speaking.Model)
            : OpenAiModels.IsHearing(name) ? (ModelRole.Stt, hearing.Model)
            : null;
        if (chosen is { } alias)
        {
            ModelInfo model = Describe(manifest.Get(alias.Role, alias.Name));
            return model with { Id = name, ResolvesTo = model.Id };
        }

        return manifest.Models.FirstOrDefault(model => model.IsOnDisk && model.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            is { } entry ? Describe(entry) : null;
    }

    private IReadOnlyList<string>? AliasesOf(ModelEntry model) => model.Role switch
    {
        ModelRole.TtsLm when model.Name.Equals(speaking.Model, StringComparison.OrdinalIgnoreCase) => OpenAiModels.Speaking,
        ModelRole.Stt when model.Name.Equals(hearing.Model, StringComparison.OrdinalIgnoreCase) => OpenAiModels.Hearing,
        _ => null,
    };

    private ModelInfo Describe(ModelEntry model)
    {
        FileInfo[] files = [.. model.Files.Values.Select(file => new FileInfo(Path.Combine(model.Root, file.Path)))];
        bool installed = model.IsOnDisk;
        return new ModelInfo(
            model.Name,
            "model",
            installed && files.Length > 0 ? new DateTimeOffset(files.Max(file => file.LastWriteTimeUtc)).ToUnixTimeSeconds() : 0,
            "streamserver",
            JsonNamingPolicy.KebabCaseLower.ConvertName(model.Role.ToString()),
            model.Kind,
            sessions.HasOpened(model.Name),
            installed,
            model.Languages,
            model.SampleRate,
            model.Licence,
            model.Source,
            model.Notice,
            AliasesOf(model),
            null);
    }
}

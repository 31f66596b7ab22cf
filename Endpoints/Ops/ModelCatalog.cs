using System.Text.Json;
using StreamServer.Inference.Runtime;
using StreamServer.Models.Manifest;

namespace StreamServer.Endpoints.Ops;

/// <summary>What <c>/v1/models</c> says. Thread-safe.</summary>
internal sealed class ModelCatalog(ModelManifest manifest, OnnxSessions sessions)
{
    public ModelList List() => new("list", [.. manifest.Models.Select(Describe)]);

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
            model.Notice);
    }
}

using System.Text.Json;
using StreamServer.Inference.Runtime;
using StreamServer.Models.Manifest;

namespace StreamServer.Models.Commands;

/// <summary>Writes <see cref="ModelManifest.LocalFileName"/>: the models that were made on this machine.</summary>
internal static class LocalManifest
{
    /// <summary>Adds entries, each in place of one of the same name.</summary>
    public static void Add(string folder, params IReadOnlyList<ModelEntry> models) =>
        Write(folder, [.. Others(folder, [.. models.Select(model => model.Name)]), .. models]);

    public static void Remove(string folder, IReadOnlyCollection<string> names)
    {
        if (File.Exists(Path.Combine(folder, ModelManifest.LocalFileName)))
        {
            Write(folder, [.. Others(folder, names)]);
        }
    }

    private static IEnumerable<ModelEntry> Others(string folder, IReadOnlyCollection<string> names)
    {
        string path = Path.Combine(folder, ModelManifest.LocalFileName);
        return File.Exists(path)
            ? ModelManifest.Read(path).Where(model => !names.Contains(model.Name, StringComparer.OrdinalIgnoreCase))
            : [];
    }

    private static void Write(string folder, IReadOnlyList<ModelEntry> models)
    {
        string path = Path.Combine(folder, ModelManifest.LocalFileName);
        AtomicFile.Write(
            path, JsonSerializer.SerializeToUtf8Bytes(new ManifestFile { Models = models }, ManifestJson.Default.ManifestFile));
    }
}

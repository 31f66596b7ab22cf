using System.Security.Cryptography;
using System.Text.Json;
using StreamServer.Inference;

namespace StreamServer.Models.Manifest;

/// <summary>The models that this server knows by name. Immutable after <see cref="Load"/>.</summary>
internal sealed class ModelManifest
{
    public const string FileName = "manifest.json";

    /// <summary>Where conversions on this machine note what they made; an entry replaces the one of the same name.</summary>
    public const string LocalFileName = "downloaded/manifest.json";

    private ModelManifest(string folder, IReadOnlyList<ModelEntry> models)
    {
        Folder = folder;
        Models = models;
    }

    /// <summary>Absolute path of the folder that holds the manifest.</summary>
    public string Folder { get; }

    public IReadOnlyList<ModelEntry> Models { get; }

    /// <exception cref="StreamException">No file, or not the expected JSON: says which, where and what is wrong.</exception>
    public static ModelManifest Load(string folder)
    {
        folder = Path.GetFullPath(folder);
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            throw new StreamException(StreamError.ServerNotReady, $"MODELS_DIR: there is no {path}.");
        }

        string localPath = Path.Combine(folder, LocalFileName);
        IReadOnlyList<ModelEntry> local = File.Exists(localPath) ? Read(localPath) : [];
        IEnumerable<ModelEntry> shipped = Read(path).Where(model => !local.Any(other => other.Name.Equals(model.Name, StringComparison.OrdinalIgnoreCase)));
        return new ModelManifest(folder, [.. shipped.Concat(local).Select(model => model with { Root = Path.Combine(folder, model.Folder) })]);
    }

    /// <summary>The entries of one manifest file.</summary>
    /// <exception cref="StreamException">Not the expected JSON: says where and what is wrong.</exception>
    public static IReadOnlyList<ModelEntry> Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), ManifestJson.Default.ManifestFile)!.Models;
        }
        catch (JsonException exception)
        {
            throw new StreamException(StreamError.ServerNotReady, $"{path}: {exception.Message}", inner: exception);
        }
    }

    /// <summary>The entry of that role and name.</summary>
    /// <exception cref="StreamException">None: the detail lists the names there are.</exception>
    public ModelEntry Get(ModelRole role, string name) =>
        Models.FirstOrDefault(model => model.Role == role && model.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new StreamException(
            StreamError.ServerNotReady,
            $"There is no {role} model '{name}' in {Path.Combine(Folder, FileName)}. It has: {string.Join(", ", Models.Where(model => model.Role == role).Select(model => model.Name))}.");

    /// <summary>Compares size and SHA-256 of every file of <paramref name="model"/> with the manifest.</summary>
    /// <returns>One sentence a problem; empty when all is well.</returns>
    public static IEnumerable<string> Verify(ModelEntry model)
    {
        foreach ((string name, ModelFile file) in model.Files)
        {
            string path = Path.Combine(model.Root, file.Path);
            if (!File.Exists(path))
            {
                yield return $"Model '{model.Name}', file '{name}': {path} is missing. Get it with: ./run.sh models pull {model.Name}";
                continue;
            }

            long bytes = new FileInfo(path).Length;
            if (file.Bytes > 0 && bytes != file.Bytes)
            {
                yield return $"Model '{model.Name}', file '{name}': {path} has {bytes} bytes, the manifest says {file.Bytes}.";
                continue;
            }

            if (file.Sha256 is { } expected && !HashOf(path).Equals(expected, StringComparison.OrdinalIgnoreCase))
            {
                yield return $"Model '{model.Name}', file '{name}': {path} is corrupt (its SHA-256 is not the manifest's).";
            }
        }
    }

    /// <summary>Lower-case hex SHA-256 of a file.</summary>
    public static string HashOf(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}

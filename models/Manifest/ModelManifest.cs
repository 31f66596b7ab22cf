using System.Security.Cryptography;
using System.Text.Json;
using StreamServer.Inference;
using StreamServer.Inference.Runtime;

namespace StreamServer.Models.Manifest;

/// <summary>The models that this server knows by name. Immutable after <see cref="Load"/>.</summary>
internal sealed class ModelManifest
{
    public const string FileName = "manifest.json";

    /// <summary>Where conversions on this machine note what they made; an entry replaces the one of the same name.</summary>
    public const string LocalFileName = "downloaded/manifest.json";

    /// <summary>In place of a name: the first entry of the role, in the manifest's order, whose files are on disk.</summary>
    public const string Auto = "auto";

    private ModelManifest(string folder, IReadOnlyList<ModelEntry> models)
    {
        Folder = folder;
        Models = models;
    }

    /// <summary>Absolute path of the folder that holds the manifest.</summary>
    public string Folder { get; }

    public IReadOnlyList<ModelEntry> Models { get; }

    /// <exception cref="StreamException">No file, not the expected JSON, or a path or source that is not allowed: says which and
    /// where.</exception>
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
        IEnumerable<ModelEntry> shipped = Read(path)
            .Where(model => !local.Any(other => other.Name.Equals(model.Name, StringComparison.OrdinalIgnoreCase)));
        return new ModelManifest(
            folder, [.. shipped.Concat(local).Select(model => model with { Root = Path.Combine(folder, model.Folder) })]);
    }

    /// <summary>The entries of one manifest file.</summary>
    /// <exception cref="StreamException">Not the expected JSON, or a path or source that is not allowed: says which and where.</exception>
    public static IReadOnlyList<ModelEntry> Read(string path)
    {
        try
        {
            IReadOnlyList<ModelEntry> models = JsonSerializer.Deserialize(
                File.ReadAllBytes(path), ManifestJson.Default.ManifestFile)?.Models
                ?? throw new JsonException("it is null, not an object.");
            string[] mistakes = [.. models.SelectMany(ManifestRules.MistakesOf)];
            return mistakes.Length == 0
                ? models
                : throw new StreamException(StreamError.ServerNotReady, $"{path}: {string.Join(" ", mistakes)}");
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new StreamException(StreamError.ServerNotReady, $"{path}: {exception.Message}", inner: exception);
        }
    }

    /// <summary>The entry of that role and name; <see cref="Auto"/> chooses.</summary>
    /// <exception cref="StreamException">None, or one that nothing here can run: the detail lists what there is.</exception>
    public ModelEntry Get(ModelRole role, string name)
    {
        ModelEntry[] all = [.. Models.Where(model => model.Role == role)];
        ModelEntry? found = name.Equals(Auto, StringComparison.OrdinalIgnoreCase)
            ? all.FirstOrDefault(model => model.IsOnDisk) ?? all.FirstOrDefault()
            : all.FirstOrDefault(model => model.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (found is null)
        {
            string? other = Models.FirstOrDefault(model => model.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } wrong
                ? $" (its role is {RoleText(wrong.Role)})"
                : "";
            throw new StreamException(
                StreamError.ServerNotReady,
                $"There is no {RoleText(role)} model '{name}'{other} in {Path.Combine(Folder, FileName)}. "
                    + $"It has: {string.Join(", ", all.Select(model => model.Name))}.");
        }

        return ModelKinds.Of(role).Contains(found.Kind)
            ? found
            : throw new StreamException(
                StreamError.ServerNotReady,
                $"Model '{found.Name}' is of kind '{found.Kind}'. "
                    + $"The role {RoleText(role)} runs: {string.Join(", ", ModelKinds.Of(role))}.");
    }

    /// <summary>A role as the manifest writes it.</summary>
    public static string RoleText(ModelRole role) => JsonSerializer.Serialize(role, ManifestJson.Default.ModelRole).Trim('"');

    /// <summary>Compares size and SHA-256 of every file of <paramref name="model"/> with the manifest.</summary>
    /// <returns>One sentence a problem; empty when every file is as the manifest says.</returns>
    public static IEnumerable<string> Verify(ModelEntry model)
    {
        foreach ((string name, ModelFile file) in model.Files)
        {
            string path = Path.Combine(model.Root, file.Path);
            if (FileLength.Of(path) is not { } bytes)
            {
                yield return $"Model '{model.Name}', file '{name}': {path} is missing. Get it with: ./run.sh models pull {model.Name}";
                continue;
            }

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

    /// <summary>To be asked before files are opened: a damaged one could be read as a model that says nonsense.</summary>
    /// <exception cref="StreamException"><see cref="StreamError.ServerNotReady"/>: every problem of every file.</exception>
    public static void ThrowIfCorrupt(params ReadOnlySpan<ModelEntry> models)
    {
        foreach (ModelEntry model in models)
        {
            if (string.Join(" ", Verify(model)) is { Length: > 0 } problems)
            {
                throw new StreamException(StreamError.ServerNotReady, problems);
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

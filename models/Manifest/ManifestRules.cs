namespace StreamServer.Models.Manifest;

/// <summary>What an entry may say: a manifest comes from others, and names paths that are written and addresses that are fetched.</summary>
internal static class ManifestRules
{
    private const int HashLength = 64;

    /// <returns>One sentence a mistake: files that would lie outside the models folder, sources that are not https, hashes that are
    /// none.</returns>
    public static IEnumerable<string> MistakesOf(ModelEntry model)
    {
        // Generated JSON code leaves null in a required member that is null in the file.
        if (model is not { Name: not null, Kind: not null, Folder: not null, Files: not null, Licence: not null, Source: not null })
        {
            return [$"The entry '{model?.Name}' has a member that is null."];
        }

        IEnumerable<string> mistakes = Folder(model, model.Folder).Concat(
            model.Files.SelectMany(file => File(model, file.Key, file.Value)));
        return model.Checkpoint is not { } checkpoint
            ? mistakes
            : mistakes.Concat(Folder(model, checkpoint.Folder))
                .Concat((checkpoint.Files ?? []).SelectMany((file, index) => File(model, $"checkpoint {index + 1}", file)));
    }

    /// <summary>
    /// Whether a path stays inside the folder that it is relative to, by its text: what the operator links to is his own business.
    /// </summary>
    public static bool IsConfined(string? path) =>
        !string.IsNullOrEmpty(path)
        && !path.Contains('\0')
        && !Path.IsPathRooted(path)
        && !path.Contains(':')
        && !path.Split('/', '\\').Contains("..");

    /// <summary>https, or this machine itself, where nobody stands in between.</summary>
    public static bool IsAllowedSource(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out Uri? address)
        && address.UserInfo.Length == 0
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));

    private static IEnumerable<string> Folder(ModelEntry model, string? folder)
    {
        if (folder is "" or ".")
        {
            yield break;
        }

        if (!IsConfined(folder))
        {
            yield return $"Model '{model.Name}': the folder '{folder}' is not inside the models folder.";
        }
    }

    private static IEnumerable<string> File(ModelEntry model, string name, ModelFile? file)
    {
        string where = $"Model '{model.Name}', file '{name}'";
        if (file is null)
        {
            yield return $"{where}: it is null.";
            yield break;
        }

        if (!IsConfined(file.Path))
        {
            yield return $"{where}: the path '{file.Path}' is not inside the model's folder.";
        }

        if (file.Url is not null && !IsAllowedSource(file.Url))
        {
            yield return $"{where}: the source '{file.Url}' is not an https address.";
        }

        if (file.Npm is { } npm && !npm.IsWellFormed)
        {
            yield return $"{where}: '{npm.Package}' {npm.Version} '{npm.Member}' "
                + "is not a package of npm, an exact version and a file in it.";
        }

        if (file.Sha256 is { } hash && (hash.Length != HashLength || !hash.All(char.IsAsciiHexDigit)))
        {
            yield return $"{where}: '{hash}' is not a SHA-256 in hex.";
        }

        if (file.Bytes < 0)
        {
            yield return $"{where}: a size of {file.Bytes} bytes.";
        }
    }
}

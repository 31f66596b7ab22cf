namespace StreamServer.Models.Manifest;

/// <summary>The published files that a model's own files are converted from; <c>models pull</c> fetches them.</summary>
internal sealed record CheckpointSpec
{
    /// <summary>What <c>models convert</c> calls the conversion: <c>spark-tts</c>, <c>ap-bwe</c>.</summary>
    public required string Converter { get; init; }

    /// <summary>Folder relative to the manifest's.</summary>
    public required string Folder { get; init; }

    /// <summary>Their addresses may hold <see cref="Repository"/>.</summary>
    public required IReadOnlyList<ModelFile> Files { get; init; }

    /// <summary>The public model that it was made of: what <c>pull</c> takes when the repository is not given, or not open to the
    /// caller.</summary>
    public string? Base { get; init; }

    /// <summary>In addresses: the repository that <c>pull --repository OWNER/NAME</c> names.</summary>
    public const string Repository = "{repository}";

    /// <summary>Somebody has to say which repository it is.</summary>
    public bool NeedsRepository => Files.Any(file => file.Url?.Contains(Repository, StringComparison.Ordinal) == true);
}

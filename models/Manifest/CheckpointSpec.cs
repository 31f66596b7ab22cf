namespace StreamServer.Models.Manifest;

/// <summary>The published files that a model's own files are converted from; <c>models pull</c> fetches them.</summary>
internal sealed record CheckpointSpec
{
    /// <summary>What <c>models convert</c> calls the conversion: <c>spark-tts</c>, <c>ap-bwe</c>.</summary>
    public required string Converter { get; init; }

    /// <summary>Folder relative to the manifest's.</summary>
    public required string Folder { get; init; }

    public required IReadOnlyList<ModelFile> Files { get; init; }
}

namespace StreamServer.Models.Manifest;

/// <summary>The JSON document of <c>models/manifest.json</c>.</summary>
internal sealed record ManifestFile
{
    public required IReadOnlyList<ModelEntry> Models { get; init; }
}

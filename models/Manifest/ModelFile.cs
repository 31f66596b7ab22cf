namespace StreamServer.Models.Manifest;

/// <summary>One file of a model.</summary>
internal sealed record ModelFile
{
    /// <summary>Path inside the model's folder.</summary>
    public required string Path { get; init; }

    /// <summary>Lower-case hex; absent for a file whose publisher states none.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Size in bytes, 0 when unknown.</summary>
    public long Bytes { get; init; }

    /// <summary>Where to download it; absent for a file that is in the repository or made by a conversion.</summary>
    public string? Url { get; init; }
}

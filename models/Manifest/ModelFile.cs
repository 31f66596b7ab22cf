using StreamServer.Inference.Runtime;

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

    /// <summary>Where else to get it when <see cref="Url"/> does not answer; the same bytes.</summary>
    public NpmSource? Npm { get; init; }

    /// <summary>Whether it is there in the stated size; only <c>verify</c> computes hashes.</summary>
    /// <param name="folder">Absolute folder of the model.</param>
    public bool IsIn(string folder) => FileLength.Of(System.IO.Path.Combine(folder, Path)) is { } bytes && (Bytes == 0 || bytes == Bytes);
}

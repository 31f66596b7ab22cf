using StreamServer.Models.Manifest;

namespace StreamServer.Models.Download;

/// <summary>One file to fetch.</summary>
/// <param name="Url">Where it is; null when only <paramref name="Npm"/> has it.</param>
/// <param name="Target">Absolute path that it gets, whole or not at all.</param>
/// <param name="Bytes">Its size, 0 when unknown.</param>
/// <param name="Sha256">Its hash in hex, null when its publisher states none.</param>
/// <param name="Npm">Where else it is.</param>
internal sealed record DownloadFile(Uri? Url, string Target, long Bytes, string? Sha256, NpmSource? Npm = null)
{
    /// <summary>Where the bytes gather until they are whole.</summary>
    public string Part => Target + ".part";

    /// <summary>What the server called the version that <see cref="Part"/> is of.</summary>
    public string PartTag => Target + ".part.etag";

    /// <summary>What is at <see cref="Target"/> when it is the right file already.</summary>
    public DownloadResult? Existing()
    {
        if (Inference.Runtime.FileLength.Of(Target) is not { } bytes || (Bytes > 0 && bytes != Bytes))
        {
            return null;
        }

        string hash = ModelManifest.HashOf(Target);
        return Sha256 is null
            || hash.Equals(Sha256, StringComparison.OrdinalIgnoreCase) ? new DownloadResult(bytes, hash, WasThere: true) : null;
    }
}

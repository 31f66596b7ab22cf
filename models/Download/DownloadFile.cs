namespace StreamServer.Models.Download;

/// <summary>One file to fetch.</summary>
/// <param name="Url">Where it is.</param>
/// <param name="Target">Absolute path that it gets, whole or not at all.</param>
/// <param name="Bytes">Its size, 0 when unknown.</param>
/// <param name="Sha256">Its hash in hex, null when its publisher states none.</param>
internal sealed record DownloadFile(Uri Url, string Target, long Bytes, string? Sha256)
{
    /// <summary>Where the bytes gather until they are whole.</summary>
    public string Part => Target + ".part";

    /// <summary>What the server called the version that <see cref="Part"/> is of.</summary>
    public string PartTag => Target + ".part.etag";
}

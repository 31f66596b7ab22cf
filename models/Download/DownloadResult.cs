namespace StreamServer.Models.Download;

/// <summary>A file that is on disk now.</summary>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its hash as computed here, lower-case hex.</param>
/// <param name="WasThere">It had been fetched before.</param>
internal sealed record DownloadResult(long Bytes, string Sha256, bool WasThere);

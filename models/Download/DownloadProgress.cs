namespace StreamServer.Models.Download;

/// <summary>How far one file is.</summary>
/// <param name="File">Its path.</param>
/// <param name="Received">Bytes on disk, those of an earlier try included.</param>
/// <param name="Total">All its bytes, 0 while unknown.</param>
/// <param name="Notice">Something that people should know: a retry, a restart. Null for plain progress.</param>
internal readonly record struct DownloadProgress(string File, long Received, long Total, string? Notice = null);

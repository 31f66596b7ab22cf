using System.ComponentModel.DataAnnotations;
using StreamServer.Inference.Runtime.Settings;

namespace StreamServer.Endpoints.Uploads;

/// <summary>Where recordings lie between their arrival and their end.</summary>
internal sealed class UploadOptions
{
    /// <summary>Folder for what is too large for memory; empty for the system's temporary folder.</summary>
    [Setting("UPLOAD_DIR")]
    public string Folder { get; set; } = "";

    /// <summary>
    /// Bytes that uploads of all callers may hold at the same time, in memory and in the folder; of one caller three quarters.
    /// </summary>
    [Setting("UPLOAD_TOTAL_BYTES"), Range(1 << 20, 1L << 50)]
    public long TotalBytes { get; set; } = 4L << 30;

    /// <summary>Hosts from which recordings are fetched that a client names by address, separated by commas; empty for none.</summary>
    [Setting("STT_URL_HOSTS")]
    public string UrlHosts { get; set; } = "";
}

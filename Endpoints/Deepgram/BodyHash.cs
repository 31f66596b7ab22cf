using System.Security.Cryptography;
using StreamServer.Endpoints.Uploads;

namespace StreamServer.Endpoints.Deepgram;

/// <summary>SHA-256 of a recording as it came, which Deepgram's answers carry.</summary>
internal static class BodyHash
{
    public static async Task<string> OfAsync(UploadFile file, CancellationToken cancellation) =>
        Convert.ToHexStringLower(await SHA256.HashDataAsync(file.Open(), cancellation));
}

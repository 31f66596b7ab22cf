using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace StreamServer.Endpoints.Web;

/// <summary>One file of the page, as it is sent. Immutable.</summary>
internal sealed class WebAsset
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    public WebAsset(string name, byte[] content)
    {
        Content = content;
        ContentType = Types[Path.GetExtension(name)];
        string hash = Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 12));
        Tag = new EntityTagHeaderValue($"\"{hash}\"");
        CompressedTag = new EntityTagHeaderValue($"\"{hash}-gzip\"");
        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Optimal))
        {
            gzip.Write(content);
        }

        Compressed = compressed.ToArray();
    }

    public byte[] Content { get; }

    /// <summary>In gzip.</summary>
    public byte[] Compressed { get; }

    public string ContentType { get; }

    public EntityTagHeaderValue Tag { get; }

    /// <summary>Other bytes, another tag (RFC 9110, 8.8.3.3).</summary>
    public EntityTagHeaderValue CompressedTag { get; }
}

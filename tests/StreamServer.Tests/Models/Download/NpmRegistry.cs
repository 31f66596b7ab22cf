using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace StreamServer.Tests.Models.Download;

/// <summary>What npm's registry answers for one package with one version.</summary>
internal static class NpmRegistry
{
    public const string Package = "@ears/vad";
    public const string Version = "1.2.3";

    /// <summary>A server with that package.</summary>
    /// <param name="members">Path inside the package, and content.</param>
    public static async Task<FileServer> StartAsync(params (string Path, byte[] Content)[] members)
    {
        byte[] archive = Pack(members);
        return await FileServer.StartAsync(async context =>
        {
            if (context.Request.Path.Value!.EndsWith(".tgz", StringComparison.Ordinal))
            {
                await context.Response.Body.WriteAsync(archive);
            }
            else if (context.Request.Path.Value.EndsWith("vad", StringComparison.Ordinal))
            {
                await context.Response.WriteAsync(
                    Describe(archive, $"{context.Request.Scheme}://{context.Request.Host}/vad-{Version}.tgz"));
            }
            else
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
            }
        });
    }

    /// <summary>Variables that send npm there, and nowhere into this user's files.</summary>
    public static Dictionary<string, string> Environment(FileServer registry, string folder) => new()
    {
        ["npm_config_registry"] = registry.Url.GetLeftPart(UriPartial.Authority),
        ["npm_config_cache"] = Path.Combine(folder, "npm-cache"),
        ["npm_config_userconfig"] = Path.Combine(folder, "npmrc"),
    };

    private static byte[] Pack((string Path, byte[] Content)[] members)
    {
        using MemoryStream packed = new();
        using (GZipStream zip = new(packed, CompressionMode.Compress, leaveOpen: true))
        using (TarWriter tar = new(zip))
        {
            byte[] description = JsonSerializer.SerializeToUtf8Bytes(new { name = Package, version = Version });
            foreach ((string path, byte[] content) in members.Prepend(("package.json", description)))
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "package/" + path) { DataStream = new MemoryStream(content) });
            }
        }

        return packed.ToArray();
    }

    private static string Describe(byte[] archive, string tarball) => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["name"] = Package,
        ["dist-tags"] = new { latest = Version },
        ["versions"] = new Dictionary<string, object>
        {
            [Version] = new
            {
                name = Package,
                version = Version,
                dist = new { tarball, integrity = "sha512-" + Convert.ToBase64String(SHA512.HashData(archive)) },
            },
        },
    });
}

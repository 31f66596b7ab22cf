using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace StreamServer.Benchmarks.Llama;

/// <summary>llama.cpp as an npm package ships it for Linux, fetched once into the ignored <c>artifacts/llama</c>.</summary>
internal static class LlamaPackage
{
    public const string Name = "@node-llama-cpp/linux-x64";
    public const string Version = "3.22.1";

    /// <summary>The release of ggml-org/llama.cpp in it; part of its file names, and what the layouts in <see cref="LlamaLibrary"/> are
    /// of.</summary>
    public const string Release = "v0.5.0";

    private const string Sha256 = "0d953e1503d5ab4608d8ed5b739132308c81ac05ffeb760d2a7f30e08a9f90e0";

    /// <returns>The folder of its libraries.</returns>
    /// <exception cref="InvalidDataException">What npm fetched is not what was pinned.</exception>
    public static string Fetch()
    {
        string folder = Path.GetFullPath(Path.Combine("artifacts", "llama", Version));
        string libraries = Path.Combine(folder, "package", "bins", "linux-x64");
        if (Directory.Exists(libraries))
        {
            return libraries;
        }

        Directory.CreateDirectory(folder);
        ProcessStartInfo npm = new(
            "npm", ["pack", $"{Name}@{Version}", "--pack-destination", folder, "--silent"])
        { RedirectStandardOutput = true };
        using (Process process = Process.Start(npm)!)
        {
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
        }

        string archive = Directory.EnumerateFiles(folder, "*.tgz").FirstOrDefault()
            ?? throw new InvalidDataException($"npm did not fetch {Name}@{Version}.");
        if (Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(archive))) != Sha256)
        {
            throw new InvalidDataException($"{archive} is not the pinned {Name}@{Version}.");
        }

        using GZipStream content = new(File.OpenRead(archive), CompressionMode.Decompress);
        TarFile.ExtractToDirectory(content, folder, overwriteFiles: true);
        return libraries;
    }
}

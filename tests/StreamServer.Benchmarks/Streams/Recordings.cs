namespace StreamServer.Benchmarks.Streams;

/// <summary>The spoken sentences of the repository's tests: 16 kHz, mono, 16 bit.</summary>
internal static class Recordings
{
    private const int HeaderBytes = 44;

    private static readonly string Folder = System.IO.Path.Combine("tests", "StreamServer.FunctionalTests", "Recordings");

    /// <summary>File of one of them.</summary>
    public static string Path(int index)
    {
        string[] files = [.. Directory.GetFiles(Folder, "*.wav").Order(StringComparer.Ordinal)];
        return files[index % files.Length];
    }

    /// <summary>What is said, and its samples (s16le).</summary>
    /// <exception cref="DirectoryNotFoundException">Not run from the repository's root.</exception>
    public static IReadOnlyList<(string Text, byte[] Samples)> All() =>
    [
        .. Directory.GetFiles(Folder, "*.wav")
            .Order(StringComparer.Ordinal)
            .Select(path => (
                File.ReadAllText(System.IO.Path.ChangeExtension(path, ".txt")).Trim(),
                File.ReadAllBytes(path)[HeaderBytes..])),
    ];
}

namespace StreamServer.Benchmarks.Streams;

/// <summary>The spoken sentences of the repository's tests: 16 kHz, mono, 16 bit.</summary>
internal static class Recordings
{
    private const int HeaderBytes = 44;

    private static readonly string Folder = Path.Combine("tests", "StreamServer.FunctionalTests", "Recordings");

    /// <summary>What is said, and its samples (s16le).</summary>
    /// <exception cref="DirectoryNotFoundException">Not run from the repository's root.</exception>
    public static IReadOnlyList<(string Text, byte[] Samples)> All() =>
    [
        .. Directory.GetFiles(Folder, "*.wav")
            .Order(StringComparer.Ordinal)
            .Select(path => (File.ReadAllText(Path.ChangeExtension(path, ".txt")).Trim(), File.ReadAllBytes(path)[HeaderBytes..])),
    ];
}

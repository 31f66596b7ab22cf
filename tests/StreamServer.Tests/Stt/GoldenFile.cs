using System.Runtime.InteropServices;

namespace StreamServer.Tests.Stt;

/// <summary>Reference values beside the script that made them, in <c>Stt/Golden</c>.</summary>
internal static class GoldenFile
{
    public static float[] Floats(string name) => MemoryMarshal.Cast<byte, float>(Bytes(name)).ToArray();

    /// <summary>s16le as samples in [-1, 1].</summary>
    public static float[] Samples(string name) =>
        [.. MemoryMarshal.Cast<byte, short>(Bytes(name)).ToArray().Select(sample => sample / 32768f)];

    private static byte[] Bytes(string name) =>
        File.ReadAllBytes(Path.Combine(Repository.Root, "tests", "StreamServer.Tests", "Stt", "Golden", name));
}

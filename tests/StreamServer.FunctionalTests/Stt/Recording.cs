using System.Runtime.InteropServices;

namespace StreamServer.FunctionalTests.Stt;

/// <summary>A spoken sentence of the repository: 16 kHz mono s16le, and what is said. Made with Debian's flite voices.</summary>
public sealed record Recording(string Name, string Text, byte[] Pcm)
{
    private const int HeaderBytes = 44;

    public static IReadOnlyList<Recording> All { get; } = Load();

    /// <summary>One that the bundled model hears without an error.</summary>
    public static Recording Clear => All.Single(recording => recording.Text == "set a timer for twenty five minutes");

    public double Seconds => Pcm.Length / 2 / 16000.0;

    public short[] Samples => MemoryMarshal.Cast<byte, short>(Pcm).ToArray();

    /// <summary>Seconds of digital silence as s16le.</summary>
    public static byte[] Silence(double seconds) => new byte[2 * (int)(seconds * 16000)];

    private static List<Recording> Load() =>
    [
        .. Directory.GetFiles(Path.Combine(ServerFixture.Root, "tests", "StreamServer.FunctionalTests", "Recordings"), "*.wav")
            .Order()
            .Select(path => new Recording(
                Path.GetFileNameWithoutExtension(path),
                File.ReadAllText(Path.ChangeExtension(path, ".txt")).Trim(),
                File.ReadAllBytes(path)[HeaderBytes..])),
    ];
}

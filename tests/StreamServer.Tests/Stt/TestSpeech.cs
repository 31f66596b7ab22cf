using System.Runtime.InteropServices;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Stt.Vad;
using StreamServer.Models.Manifest;

namespace StreamServer.Tests.Stt;

/// <summary>The spoken sentences of the functional tests.</summary>
internal static class TestSpeech
{
    private const int HeaderBytes = 44;

    private static string Folder => Path.Combine(Repository.Root, "tests", "StreamServer.FunctionalTests", "Recordings");

    public static IEnumerable<string> Names => Directory.GetFiles(Folder, "*.wav").Order()
        .Select(path => Path.GetFileNameWithoutExtension(path));

    public static string Text(string name) => File.ReadAllText(Path.Combine(Folder, name + ".txt")).Trim();

    /// <summary>16 kHz mono in [-1, 1].</summary>
    public static float[] Samples(string name) =>
        [.. MemoryMarshal.Cast<byte, short>(File.ReadAllBytes(Path.Combine(Folder, name + ".wav")).AsSpan(HeaderBytes)).ToArray()
            .Select(sample => sample / 32768f)];

    /// <summary>Samples as s16le.</summary>
    public static byte[] Bytes(float[] samples) =>
        MemoryMarshal.AsBytes<short>([.. samples.Select(sample => (short)Math.Clamp(sample * 32768, short.MinValue, short.MaxValue))])
            .ToArray();

    /// <summary>The bundled voice activity model.</summary>
    public static SileroVad OpenVad() => new(
        ModelManifest.Load(Repository.Models).Get(ModelRole.Vad, "tiny-vad"),
            new OnnxSessions(new RuntimeOptions { Device = DeviceKind.Cpu }));
}

using StreamServer.Inference.Runtime;
using StreamServer.Inference.Runtime.Manifest;
using StreamServer.Inference.Stt.Vad;

namespace StreamServer.Tests.Stt.Vad;

public sealed class SileroVadTests
{
    [Fact]
    public void Dbg()
    {
        using SileroVad vad = new(ModelManifest.Load(Repository.Models).Get(ModelRole.Vad, "tiny-vad"), new OnnxSessions(new RuntimeOptions { Device = DeviceKind.Cpu }));
        byte[] pcm = File.ReadAllBytes(Path.Combine(Repository.Root, "tests/StreamServer.FunctionalTests/Recordings/07_kal16.wav"))[44..];
        float[] x = [.. System.Runtime.InteropServices.MemoryMarshal.Cast<byte, short>(pcm).ToArray().Select(v => v / 32768f)];
        VadState s = new();
        float[] p = new float[1];
        List<string> o = [];
        for (int i = 0; i + 512 <= x.Length; i += 512)
        {
            vad.Run([s], [x.AsMemory(i, 512)], p);
            o.Add(p[0].ToString("F2"));
        }

        Assert.Fail(string.Join(' ', o));
    }
}

using StreamServer.Inference.Runtime;
using StreamServer.Inference.Runtime.Manifest;
using StreamServer.Inference.Stt;
using StreamServer.Inference.Stt.Engines.SenseVoice;

namespace StreamServer.Tests.Stt.Vad;

public sealed class DbgTests
{
    [Fact]
    public void Dbg()
    {
        RuntimeOptions ro = new() { Device = DeviceKind.Cpu };
        using SenseVoiceEngine e = new(ModelManifest.Load(Repository.Models).Get(ModelRole.Stt, "tiny-sense-voice"), new OnnxSessions(ro), 1);
        byte[] pcm = File.ReadAllBytes(Path.Combine(Repository.Root, "tests/StreamServer.FunctionalTests/Recordings/07_kal16.wav"))[44..];
        float[] x = [.. System.Runtime.InteropServices.MemoryMarshal.Cast<byte, short>(pcm).ToArray().Select(v => v / 32768f)];
        SttTranscript[] r = new SttTranscript[1];
        e.Transcribe([new SttJob(new SttUtterance(1), SttJobKind.Final, x, SttJobOptions.Default, _ => { })], r);
        Assert.Fail(string.Join(' ', r[0].Tokens) + string.Join(' ', r[0].Languages) + r[0].NoSpeech + string.Join(' ', r[0].Events));
    }
}

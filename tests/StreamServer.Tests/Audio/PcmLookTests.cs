using System.Runtime.InteropServices;
using StreamServer.Inference.Audio;

namespace StreamServer.Tests.Audio;

public sealed class PcmLookTests
{
    private const int HeaderBytes = 44;

    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "StreamServer.FunctionalTests", "Recordings");

    public static TheoryData<string> Recordings => [.. Directory.GetFiles(Folder, "*.wav").Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Recordings))]
    public void Speech_is_told_from_what_cannot_be_speech_in_one_channel_at_its_rate(string name)
    {
        float[] speech = [.. MemoryMarshal.Cast<byte, short>(File.ReadAllBytes(Path.Combine(Folder, name)).AsSpan(HeaderBytes))
            .ToArray().Select(sample => sample / 32768f)];

        Assert.False(PcmLook.IsStereo(speech));
        Assert.False(PcmLook.IsFaster(speech));
        float[] fast = Resampler.Convert(speech, 16000, 48000);
        Assert.True(PcmLook.IsFaster(fast));
        Assert.False(PcmLook.IsStereo(fast));
        float[] silent = new float[fast.Length];
        Assert.True(PcmLook.IsStereo(Interleave(fast, fast)));
        Assert.True(PcmLook.IsStereo(Interleave(fast, [.. fast.Select(sample => -sample)])));
        Assert.True(PcmLook.IsStereo(Interleave(fast, silent)));
        Assert.True(PcmLook.IsStereo(Interleave(fast, [.. fast.Skip(5000), .. fast.Take(5000)])));
    }

    [Fact]
    public void Silence_and_short_sounds_are_given_their_chance()
    {
        Assert.False(PcmLook.IsStereo(new float[50_000]));
        Assert.False(PcmLook.IsFaster(new float[50_000]));
        Assert.False(PcmLook.IsFaster(TestAudio.Sine(100, 16000, 4000)));
        Assert.False(PcmLook.IsStereo(TestAudio.Noise(1, 50_000)));
    }

    private static float[] Interleave(float[] a, float[] b) => [.. a.Zip(b, (x, y) => new[] { x, y }).SelectMany(pair => pair)];
}

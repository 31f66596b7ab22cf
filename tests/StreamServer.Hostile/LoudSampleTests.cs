using System.Net.WebSockets;
using System.Runtime.InteropServices;
using StreamServer.Inference;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Audio.Files;
using StreamServer.Inference.Stt.Models.Decoding;
using StreamServer.Testing.Hostile;

namespace StreamServer.Hostile;

/// <summary>One sample that is no audio took 50 to 85 times the work of the only recogniser.</summary>
[Collection(HostileServer.Collection)]
public sealed class LoudSampleTests(HostileServer server)
{
    public static TheoryData<float> Loud() => [1e20f, float.MaxValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN, 1e6f];

    [Theory]
    [MemberData(nameof(Loud))]
    public async Task OneLoudSampleInARecordingCostsWhatAnyRecordingCosts(float loud)
    {
        float[] speech = Speech();
        float[] hostile = [.. speech];
        hostile[speech.Length / 2] = loud;
        await server.TranscribeAsync(HostileFiles.FloatWav(speech));
        TimeSpan clean = await BusyAsync(() => server.TranscribeAsync(HostileFiles.FloatWav(speech)));

        TimeSpan busy = await BusyAsync(() => server.TranscribeAsync(HostileFiles.FloatWav(hostile)));
        double[] doubles = [.. hostile.Select(sample => (double)sample)];
        TimeSpan twice = await BusyAsync(() => server.TranscribeAsync(HostileFiles.DoubleWav(doubles)));

        TimeSpan most = (6 * clean) + TimeSpan.FromMilliseconds(300);
        Assert.True(
            busy < most && twice < most, $"{clean.TotalSeconds:F2} s clean, {busy.TotalSeconds:F2} and {twice.TotalSeconds:F2} s loud");
    }

    [Theory]
    [MemberData(nameof(Loud))]
    public async Task OneLoudSampleInASocketCostsWhatAnySocketCosts(float loud)
    {
        float[] speech = Speech();
        float[] hostile = [.. speech];
        hostile[speech.Length / 3] = hostile[speech.Length / 2] = loud;
        await HearAsync(speech);
        TimeSpan clean = await BusyAsync(() => HearAsync(speech));

        TimeSpan busy = await BusyAsync(() => HearAsync(hostile));

        Assert.True(
            busy < (6 * clean) + TimeSpan.FromMilliseconds(300), $"{clean.TotalSeconds:F2} s clean, {busy.TotalSeconds:F2} s loud");
    }

    /// <summary>The gain of an Ogg Opus header has up to 128 dB, and decoders of lossy formats overshoot.</summary>
    [Theory]
    [InlineData(short.MaxValue)]
    [InlineData(20 * 256)]
    [InlineData(short.MinValue)]
    public void EveryDecoderGivesFiniteSamplesOfBoundedSize(short gain)
    {
        byte[] packet = new byte[100];
        new Random(gain).NextBytes(packet);
        packet[0] = 0x78; // a frame of 20 ms, full band
        using IAudioFile file = AudioFiles.Open(new MemoryStream(HostileOpus.Constant(2, 50, packet, gain)));
        float[] buffer = new float[4096];
        int read;
        while ((read = file.Read(buffer)) > 0)
        {
            Assert.All(buffer.Take(read), sample => Assert.True(MathF.Abs(sample) <= AudioLimits.MostAmplitude, $"{sample}"));
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void ScoresThatAreNotFiniteAreRefused(float score) =>
        Assert.Equal(StreamError.ModelFailed, Assert.Throws<StreamException>(() => FiniteScores.Require(score)).Error);

    private static float[] Speech()
    {
        string path = Path.Combine(Repository.Root, "tests", "StreamServer.FunctionalTests", "Recordings", "00_slt.wav");
        using IAudioFile file = AudioFiles.Open(new MemoryStream(File.ReadAllBytes(path)));
        float[] samples = new float[30 * file.SampleRate];
        int read = 0;
        int count;
        while ((count = file.Read(samples.AsSpan(read))) > 0)
        {
            read += count;
        }

        return samples[..read];
    }

    private async Task<TimeSpan> BusyAsync(Func<Task> work)
    {
        TimeSpan before = server.Process.Busy;
        await work();
        return server.Process.Busy - before;
    }

    private async Task HearAsync(float[] samples)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        using ClientWebSocket socket = new();
        Uri address = new($"ws://{server.Process.Url.Authority}/ws/stt?encoding=pcm_f32le&interim_results=false&decoder=beam");
        await socket.ConnectAsync(address, limit.Token);
        foreach (float[] piece in samples.Chunk(3200))
        {
            await socket.SendAsync(
                MemoryMarshal.AsBytes<float>(piece).ToArray(), WebSocketMessageType.Binary, endOfMessage: true, limit.Token);
        }

        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
        byte[] buffer = new byte[64 * 1024];
        while ((await socket.ReceiveAsync(buffer.AsMemory(), limit.Token)).MessageType != WebSocketMessageType.Close)
        {
        }

        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
    }
}

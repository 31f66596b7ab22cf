using System.Runtime.InteropServices;
using Concentus;
using Concentus.Enums;
using Microsoft.Extensions.Logging.Abstractions;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Runtime.Manifest;
using StreamServer.Inference.Stt;
using StreamServer.Inference.Stt.Sessions;
using Xunit.Abstractions;

namespace StreamServer.Tests.Stt.Sessions;

/// <summary>Word errors of the bundled model on the sixteen recorded sentences, by the shape of the audio. Bounds are 20 % over what was measured.</summary>
public sealed class AccuracyTests(AccuracyTests.Server server, ITestOutputHelper output) : IClassFixture<AccuracyTests.Server>
{
    [Theory]
    [InlineData("clean", 0.059)]
    [InlineData("noise 20 dB", 0.079)]
    [InlineData("noise 10 dB", 0.264)]
    [InlineData("8 kHz mulaw", 0.088)]
    [InlineData("48 kHz stereo", 0.059)]
    [InlineData("opus 24 kbit/s", 0.040)]
    public async Task Word_errors_stay_below_the_bound(string shape, double bound)
    {
        (int errors, int words) = (0, 0);
        int seed = 0;
        foreach (string name in TestSpeech.Names)
        {
            (SttSessionSettings settings, IEnumerable<byte[]> messages) = Shape(shape, TestSpeech.Samples(name), seed++);
            string heard = await HearAsync(settings, messages);
            errors += WordDistance.Between(TestSpeech.Text(name), heard);
            words += TestSpeech.Text(name).Split(' ').Length;
        }

        output.WriteLine($"{shape}: {errors} of {words} words, {100.0 * errors / words:F1} %");
        Assert.True(errors <= bound * words, $"{shape}: {errors} of {words} words are wrong ({100.0 * errors / words:F1} %).");
    }

    private async Task<string> HearAsync(SttSessionSettings settings, IEnumerable<byte[]> messages)
    {
        SttOutbox outbox = new();
        SttSession session = server.Speech.Open(settings with { InterimResults = false }, outbox);
        foreach (byte[] message in messages)
        {
            await session.PushAsync(message, TimeProvider.System.GetTimestamp(), default).WaitAsync(TimeSpan.FromSeconds(20));
        }

        await session.FinishAsync(null, default).WaitAsync(TimeSpan.FromSeconds(20));
        List<string> texts = [];
        while (await outbox.TakeAsync(default) is { } item)
        {
            if (item is SttEvent.Transcript { Text: { IsFinal: true } text })
            {
                texts.Add(text.Text);
            }
        }

        return string.Join(' ', texts);
    }

    private static (SttSessionSettings Settings, IEnumerable<byte[]> Messages) Shape(string shape, float[] samples, int seed)
    {
        SttSessionSettings settings = SttSessionSettings.From(new SttOptions()) with { Encoding = AudioEncoding.PcmF32le };
        switch (shape)
        {
            case "noise 20 dB":
                return (settings, [Bytes(AddNoise(samples, 20, seed))]);
            case "noise 10 dB":
                return (settings, [Bytes(AddNoise(samples, 10, seed))]);
            case "8 kHz mulaw":
                float[] narrow = Resampler.Convert(samples, 16000, 8000);
                byte[] codes = new byte[narrow.Length];
                SampleFormats.EncodeMuLaw(narrow, codes);
                return (settings with { Encoding = AudioEncoding.MuLaw, SampleRate = 8000 }, [codes]);
            case "48 kHz stereo":
                float[] wide = [.. Resampler.Convert(samples, 16000, 48000).SelectMany(sample => (float[])[sample, sample])];
                return (settings with { SampleRate = 48000, Channels = 2 }, [Bytes(wide)]);
            case "opus 24 kbit/s":
                return (settings with { Encoding = AudioEncoding.Opus, SampleRate = 48000 }, Packets(Resampler.Convert(samples, 16000, 48000)));
            default:
                return (settings, [Bytes(samples)]);
        }
    }

    /// <summary>White noise, so many dB under the recording's mean power.</summary>
    private static float[] AddNoise(float[] samples, double snrDb, int seed)
    {
        Random random = new(seed);
        double power = samples.Average(sample => (double)sample * sample);
        float deviation = (float)Math.Sqrt(power / Math.Pow(10, snrDb / 10));
        return [.. samples.Select(sample => sample + (deviation * (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))))];
    }

    private static List<byte[]> Packets(float[] samples)
    {
        const int Frame = 960;
        using IOpusEncoder encoder = OpusCodecFactory.CreateEncoder(48000, 1, OpusApplication.OPUS_APPLICATION_VOIP);
        encoder.Bitrate = 24000;
        byte[] packet = new byte[4000];
        List<byte[]> packets = [];
        for (int start = 0; start + Frame <= samples.Length; start += Frame)
        {
            packets.Add(packet[..encoder.Encode(samples.AsSpan(start, Frame), Frame, packet, packet.Length)]);
        }

        return packets;
    }

    private static byte[] Bytes(float[] samples) => MemoryMarshal.AsBytes<float>(samples).ToArray();

    /// <summary>The models, loaded once.</summary>
    public sealed class Server : IDisposable
    {
        internal SpeechToText Speech { get; } = new(
            new SttOptions(),
            ModelManifest.Load(Repository.Models),
            new OnnxSessions(new RuntimeOptions { Device = DeviceKind.Cpu }),
            new Readiness(),
            new SttMetrics(new TestMeters()),
            TimeProvider.System,
            NullLogger<SpeechToText>.Instance);

        public Server() => Speech.Load(default);

        public void Dispose() => Speech.Dispose();
    }
}

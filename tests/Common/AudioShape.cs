using System.Runtime.InteropServices;
using Concentus;
using Concentus.Enums;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Stt.Settings;

namespace StreamServer.Testing;

/// <summary>One way in which a recording may reach the server: as it is, noisy, narrow, wide or compressed.</summary>
/// <param name="Name">For tables.</param>
/// <param name="Settings">What the caller says of the audio.</param>
/// <param name="Encode">16 kHz mono samples and a seed to messages.</param>
internal sealed record AudioShape(string Name, SttSessionSettings Settings, Func<float[], int, IReadOnlyList<byte[]>> Encode)
{
    private static readonly SttSessionSettings Floats =
        SttSessionSettings.From(new SttOptions()) with { Encoding = AudioEncoding.PcmF32le, InterimResults = false };

    public static IReadOnlyList<AudioShape> All { get; } =
    [
        new("clean", Floats, (samples, _) => [Bytes(samples)]),
        new("noise 20 dB", Floats, (samples, seed) => [Bytes(AddNoise(samples, 20, seed))]),
        new("noise 10 dB", Floats, (samples, seed) => [Bytes(AddNoise(samples, 10, seed))]),
        new("8 kHz mulaw", Floats with { Encoding = AudioEncoding.MuLaw, SampleRate = 8000 }, (samples, _) => [MuLaw(samples)]),
        new("48 kHz stereo", Floats with { SampleRate = 48000, Channels = 2 }, (samples, _) => [Stereo(samples)]),
        new("opus 24 kbit/s", Floats with { Encoding = AudioEncoding.Opus, SampleRate = 48000 }, (samples, _) => Packets(samples)),
    ];

    public static AudioShape Of(string name) => All.Single(shape => shape.Name == name);

    /// <summary>White noise, so many dB under the recording's mean power.</summary>
    private static float[] AddNoise(float[] samples, double snrDb, int seed)
    {
        Random random = new(seed);
        double power = samples.Average(sample => (double)sample * sample);
        float deviation = (float)Math.Sqrt(power / Math.Pow(10, snrDb / 10));
        return [.. samples.Select(
            sample => sample + (deviation * (float)(
            Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))))];
    }

    private static byte[] MuLaw(float[] samples)
    {
        float[] narrow = Resampler.Convert(samples, 16000, 8000);
        byte[] codes = new byte[narrow.Length];
        SampleFormats.EncodeMuLaw(narrow, codes);
        return codes;
    }

    private static byte[] Stereo(float[] samples) =>
        Bytes([.. Resampler.Convert(samples, 16000, 48000).SelectMany(sample => (float[])[sample, sample])]);

    private static List<byte[]> Packets(float[] samples)
    {
        const int Frame = 960;
        float[] wide = Resampler.Convert(samples, 16000, 48000);
        using IOpusEncoder encoder = OpusCodecFactory.CreateEncoder(48000, 1, OpusApplication.OPUS_APPLICATION_VOIP);
        encoder.Bitrate = 24000;
        byte[] packet = new byte[4000];
        List<byte[]> packets = [];
        for (int start = 0; start + Frame <= wide.Length; start += Frame)
        {
            packets.Add(packet[..encoder.Encode(wide.AsSpan(start, Frame), Frame, packet, packet.Length)]);
        }

        return packets;
    }

    private static byte[] Bytes(float[] samples) => MemoryMarshal.AsBytes<float>(samples).ToArray();
}

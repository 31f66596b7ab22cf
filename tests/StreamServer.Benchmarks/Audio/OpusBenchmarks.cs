using BenchmarkDotNet.Attributes;
using Concentus;
using Concentus.Enums;
using Concentus.Structs;
using StreamServer.Inference.Audio.Native;

namespace StreamServer.Benchmarks.Audio;

/// <summary>One frame of 20 ms at 24 kHz, as a response encodes it: 200 µs would be 1 % of a core.</summary>
public class OpusBenchmarks
{
    private const int Frame = 480;

    private readonly float[] _speech = [.. Enumerable.Range(0, 100 * Frame)
        .Select(i => (float)(0.3 * Math.Sin(i * 0.05) * Math.Sin(i * 0.0007)))];
    private readonly byte[] _packet = new byte[1275];
    private readonly IOpusEncoder _served = Configure(OpusCodec.CreateEncoder(24000));
#pragma warning disable CS0618 // the constructor is the only way to the managed code where the library is there
    private readonly IOpusEncoder _managed = Configure(new OpusEncoder(24000, 1, OpusApplication.OPUS_APPLICATION_AUDIO));
#pragma warning restore CS0618
    private int _at;

    [Benchmark(Description = "Opus encode per frame, as served", Baseline = true)]
    public int Served() => Encode(_served);

    [Benchmark(Description = "Opus encode per frame, Concentus' managed code")]
    public int Managed() => Encode(_managed);

    private int Encode(IOpusEncoder encoder)
    {
        _at = (_at + Frame) % _speech.Length;
        return encoder.Encode(_speech.AsSpan(_at, Frame), Frame, _packet, _packet.Length);
    }

    private static IOpusEncoder Configure(IOpusEncoder encoder)
    {
        encoder.Bitrate = 32_000;
        encoder.Complexity = 5;
        encoder.SignalType = OpusSignal.OPUS_SIGNAL_VOICE;
        encoder.UseVBR = true;
        return encoder;
    }
}

using Concentus;
using StreamServer.Inference.Audio.Native;

namespace StreamServer.Inference.Audio.Decoders;

/// <summary>Opus packets without a container, as WebRTC and chat clients send them.</summary>
internal sealed class OpusPacketDecoder : IAudioDecoder
{
    private const int LongestPacketMs = 120; // RFC 6716 §3.2

    private readonly IOpusDecoder _opus;
    private readonly int _mostFrames;

    /// <param name="sampleRate">One of <see cref="Rates"/>; need not be the encoder's.</param>
    /// <param name="channels">1 or 2; need not be the encoder's.</param>
    public OpusPacketDecoder(int sampleRate, int channels)
    {
        _opus = OpusCodec.CreateDecoder(sampleRate, channels);
        _mostFrames = sampleRate * LongestPacketMs / 1000;
    }

    /// <summary>Hz that the codec can decode to.</summary>
    public static ReadOnlySpan<int> Rates => [8000, 12000, 16000, 24000, 48000];

    public int FrameBytes => 0;

    public int PendingBytes => 0;

    /// <summary>Gain in dB, Q8, that a container asks for.</summary>
    public int Gain
    {
        set => _opus.Gain = value;
    }

    public void Decode(ReadOnlySpan<byte> bytes, SampleQueue output)
    {
        if (bytes.IsEmpty)
        {
            return; // to the codec this would be a lost packet, of which nobody said how long it was
        }

        Span<float> samples = output.Reserve(_mostFrames * _opus.NumChannels);
        int frames;
        try
        {
            frames = _opus.Decode(bytes, samples, _mostFrames);
        }
        catch (Exception refused) when (refused is OpusException or ArgumentException)
        {
            throw Refuse(bytes.Length, refused);
        }

        // The managed and the native side of the codec say the same thing in two ways.
        if (frames < 0)
        {
            throw Refuse(bytes.Length, inner: null);
        }

        SampleFormats.Bound(samples[..(frames * _opus.NumChannels)]);
        output.Commit(frames * _opus.NumChannels);
    }

    public void Dispose() => _opus.Dispose();

    private static StreamException Refuse(int bytes, Exception? inner) => new(
        StreamError.ClientBadAudio, $"A packet of {bytes} bytes is not opus; each message must be one packet.", "encoding", inner);
}

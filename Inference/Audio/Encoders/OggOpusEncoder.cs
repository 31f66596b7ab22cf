using System.Buffers;
using Concentus;
using Concentus.Enums;
using StreamServer.Inference.Audio.Native;
using StreamServer.Inference.Audio.Ogg;

namespace StreamServer.Inference.Audio.Encoders;

/// <summary>
/// Opus in Ogg, RFC 7845: frames of 20 ms. The pre-skip takes away the codec's delay and the last granule position the
/// filling of the last frame, so that a player gives exactly the samples that went in.
/// </summary>
internal sealed class OggOpusEncoder : IAudioEncoder
{
    public const int DefaultBitrate = 32_000;

    private const int FramesPerSecond = 50;
    private const int GranulesPerFrame = OpusHead.GranuleRate / FramesPerSecond;

    /// <summary>Largest packet of one frame, RFC 6716 §3.4.</summary>
    private const int MostPacketBytes = 1275;

    /// <summary>0 to 10; 5 takes 0.8 % of one core for a stream at 24 kHz, 10 takes 1.9 %.</summary>
    private const int Complexity = 5;

    /// <summary>A page may not hold back more than a second where nobody calls <see cref="Flush"/>.</summary>
    private const int MostPacketsPerPage = FramesPerSecond;

    /// <summary>Any number will do in a file of one stream; a constant one keeps the bytes of equal audio equal.</summary>
    private const uint Serial = 1;

    private readonly IOpusEncoder _opus;
    private readonly OggPageWriter _pages = new(Serial);
    private readonly FrameAssembler _frames;
    private readonly int _channels;
    private readonly byte[] _packet = new byte[MostPacketBytes];
    private readonly float[] _stereo;
    private readonly int _preSkip;
    private long _samples;
    private long _packets;

    /// <param name="sampleRate">8000, 12000, 16000, 24000 or 48000 Hz.</param>
    /// <param name="bitrate">bit/s on average.</param>
    /// <param name="channels">1 or 2.</param>
    public OggOpusEncoder(int sampleRate, int bitrate, int channels)
    {
        SampleRate = sampleRate;
        _channels = channels;
        _frames = new FrameAssembler(sampleRate / FramesPerSecond);
        _opus = OpusCodec.CreateEncoder(sampleRate, channels);
        _stereo = channels == 1 ? [] : new float[2 * sampleRate / FramesPerSecond];
        _opus.Bitrate = bitrate;
        _opus.Complexity = Complexity;
        _opus.SignalType = OpusSignal.OPUS_SIGNAL_VOICE;
        _opus.UseVBR = true;
        _preSkip = (int)Granules(_opus.Lookahead);
    }

    public string ContentType => "audio/ogg; codecs=opus";

    public int SampleRate { get; }

    public void Start(IBufferWriter<byte> output, long? totalSamples = null)
    {
        byte[] head = new byte[OpusHead.Bytes];
        new OpusHead(_channels, _preSkip, SampleRate).Write(head);

        // Each header has a page of its own, RFC 7845 §3.
        _pages.Add(head, granule: 0);
        _pages.WritePage(output);
        _pages.Add(OpusTags.Packet(), granule: 0);
        _pages.WritePage(output);
    }

    public void Encode(ReadOnlySpan<float> samples, IBufferWriter<byte> output)
    {
        _samples += samples.Length;
        _frames.Push(samples);
        EncodeFrames(output);
    }

    public void Flush(IBufferWriter<byte> output)
    {
        if (_pages.PacketCount > 0)
        {
            _pages.WritePage(output);
        }
    }

    public void Finish(IBufferWriter<byte> output)
    {
        // As much silence as the codec's delay pushes the last samples out of it.
        _frames.Push(new float[_opus.Lookahead]);
        EncodeFrames(output);
        if (_frames.TryTakeRest(out ReadOnlySpan<float> frame, out _))
        {
            EncodeFrame(frame, output);
        }

        _pages.EndAt(_preSkip + Granules(_samples));
        _pages.WritePage(output, last: true);
    }

    public void Dispose() => _opus.Dispose();

    private void EncodeFrames(IBufferWriter<byte> output)
    {
        while (_frames.TryTake(out ReadOnlySpan<float> frame))
        {
            EncodeFrame(frame, output);
        }
    }

    private void EncodeFrame(ReadOnlySpan<float> frame, IBufferWriter<byte> output)
    {
        int bytes = _opus.Encode(Channels(frame), frame.Length, _packet, _packet.Length);
        if (bytes < 0)
        {
            throw new StreamException(StreamError.Internal, $"The opus encoder failed with code {bytes}.");
        }

        // Written before the packet and not after: the last page of a stream must have one.
        if (!_pages.Fits(bytes) || _pages.PacketCount >= MostPacketsPerPage)
        {
            _pages.WritePage(output);
        }

        _packets++;
        _pages.Add(_packet.AsSpan(0, bytes), _packets * GranulesPerFrame);
    }

    private ReadOnlySpan<float> Channels(ReadOnlySpan<float> frame)
    {
        if (_channels == 1)
        {
            return frame;
        }

        for (int i = 0; i < frame.Length; i++)
        {
            _stereo[2 * i] = _stereo[(2 * i) + 1] = frame[i];
        }

        return _stereo.AsSpan(0, 2 * frame.Length);
    }

    private long Granules(long samples) => samples * OpusHead.GranuleRate / SampleRate;
}

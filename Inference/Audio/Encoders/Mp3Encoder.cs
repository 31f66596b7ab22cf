using System.Buffers;
using System.Numerics.Tensors;
using StreamServer.Inference.Audio.Native;

namespace StreamServer.Inference.Audio.Encoders;

/// <summary>
/// MP3 by LAME: mono or joint stereo, constant bit rate, no Xing or LAME header (a stream cannot go back and fill it in, and an
/// unfilled one shows a wrong length). MPEG-1 from 32 kHz on, MPEG-2 from 16 kHz, MPEG-2.5 below.
/// </summary>
internal sealed class Mp3Encoder : IAudioEncoder
{
    public const int DefaultBitrate = 64_000;

    /// <summary>Silence that every decoder puts before the first sample: 528 + 1 samples of synthesis, ISO/IEC 11172-3.</summary>
    public const int DecoderDelay = 529;

    /// <summary>Samples a call: two MPEG-1 frames.</summary>
    private const int Block = 2304;

    /// <summary>lame.h: the worst case of one call is 1.25 × samples + 7200 bytes.</summary>
    private const int BlockBytes = (Block * 5 / 4) + 7200;

    /// <summary>0 is best, 9 fastest; 3 takes 0.5 % of one core for a stream at 24 kHz.</summary>
    private const int Quality = 3;

    private readonly bool _isStereo;
    private readonly LameHandle _lame;
    private readonly float[] _clipped = new float[Block];

    /// <param name="sampleRate">Hz, one of MPEG's.</param>
    /// <param name="bitrate">bit/s; the nearest that MPEG has for this rate is taken.</param>
    /// <param name="channels">1 or 2.</param>
    public Mp3Encoder(int sampleRate, int bitrate, int channels = 1)
    {
        _isStereo = channels == 2;
        SampleRate = sampleRate;
        _lame = LibLame.Create();
        LibLame.lame_set_in_samplerate(_lame, sampleRate);
        LibLame.lame_set_out_samplerate(_lame, sampleRate);
        LibLame.lame_set_num_channels(_lame, channels);
        LibLame.lame_set_mode(_lame, _isStereo ? LibLame.ModeJointStereo : LibLame.ModeMono);
        LibLame.lame_set_VBR(_lame, LibLame.VbrOff);
        LibLame.lame_set_brate(_lame, bitrate / 1000);
        LibLame.lame_set_quality(_lame, Quality);
        LibLame.lame_set_bWriteVbrTag(_lame, 0);
        LibLame.lame_set_write_id3tag_automatic(_lame, 0);
        Check(LibLame.lame_init_params(_lame));
    }

    public string ContentType => "audio/mpeg";

    public int SampleRate { get; }

    /// <summary>Samples by which a decoder's output lags behind the input: the encoder's own delay and the decoder's.</summary>
    public int LatencySamples => LibLame.lame_get_encoder_delay(_lame) + DecoderDelay;

    public void Start(IBufferWriter<byte> output, long? totalSamples = null)
    {
    }

    public void Encode(ReadOnlySpan<float> samples, IBufferWriter<byte> output)
    {
        while (!samples.IsEmpty)
        {
            int count = Math.Min(samples.Length, Block);
            Span<float> clipped = _clipped.AsSpan(0, count);
            TensorPrimitives.Clamp(samples[..count], -1f, 1f, clipped);
            Span<byte> bytes = output.GetSpan(BlockBytes);
            ReadOnlySpan<float> right = _isStereo ? clipped : default;
            output.Advance(Check(LibLame.lame_encode_buffer_ieee_float(_lame, clipped, right, count, bytes, bytes.Length)));
            samples = samples[count..];
        }
    }

    /// <summary>LAME gives every whole frame as soon as it can; there is nothing to hand out.</summary>
    public void Flush(IBufferWriter<byte> output)
    {
    }

    public void Finish(IBufferWriter<byte> output)
    {
        Span<byte> bytes = output.GetSpan(BlockBytes);
        output.Advance(Check(LibLame.lame_encode_flush(_lame, bytes, bytes.Length)));
    }

    public void Dispose() => _lame.Dispose();

    private static int Check(int result) => result >= 0
        ? result
        : throw new StreamException(StreamError.Internal, $"The mp3 encoder failed with code {result}.");
}

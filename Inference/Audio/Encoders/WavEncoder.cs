using System.Buffers;
using System.Buffers.Binary;

namespace StreamServer.Inference.Audio.Encoders;

/// <summary>
/// RIFF WAVE, 16 bits. When the length is unknown both sizes are 0xFFFFFFFF, which players take as "until the stream ends".
/// </summary>
internal sealed class WavEncoder(int sampleRate, int channels = 1) : IAudioEncoder
{
    public const int HeaderBytes = 44;

    private const uint UnknownSize = uint.MaxValue;

    public string ContentType => "audio/wav";

    public int SampleRate => sampleRate;

    public void Start(IBufferWriter<byte> output, long? totalSamples = null)
    {
        long dataBytes = (totalSamples ?? long.MaxValue / (2 * channels)) * sizeof(short) * channels;
        bool fits = dataBytes <= UnknownSize - HeaderBytes;
        Span<byte> header = output.GetSpan(HeaderBytes)[..HeaderBytes];
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], fits ? (uint)(dataBytes + HeaderBytes - 8) : UnknownSize);
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], 16); // length of the fmt chunk
        BinaryPrimitives.WriteUInt16LittleEndian(header[20..], 1); // WAVE_FORMAT_PCM
        BinaryPrimitives.WriteUInt16LittleEndian(header[22..], (ushort)channels);
        BinaryPrimitives.WriteUInt32LittleEndian(header[24..], (uint)sampleRate);
        BinaryPrimitives.WriteUInt32LittleEndian(header[28..], (uint)(sampleRate * sizeof(short) * channels)); // bytes a second
        BinaryPrimitives.WriteUInt16LittleEndian(header[32..], (ushort)(sizeof(short) * channels)); // bytes a sample of all channels
        BinaryPrimitives.WriteUInt16LittleEndian(header[34..], 16); // bits a sample
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[40..], fits ? (uint)dataBytes : UnknownSize);
        output.Advance(HeaderBytes);
    }

    public void Encode(ReadOnlySpan<float> samples, IBufferWriter<byte> output) => SampleBlocks.WriteS16(samples, output, channels);

    public void Flush(IBufferWriter<byte> output)
    {
    }

    public void Finish(IBufferWriter<byte> output)
    {
    }

    public void Dispose()
    {
    }
}

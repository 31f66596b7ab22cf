using System.Buffers;

namespace StreamServer.Inference.Audio.Encoders;

/// <summary>Raw G.711 bytes at 8 kHz, as telephony wants them.</summary>
internal sealed class G711Encoder : IAudioEncoder
{
    public const int Rate = 8000;

    private readonly SampleBlocks.Converter _convert;

    private G711Encoder(string contentType, SampleBlocks.Converter convert)
    {
        ContentType = contentType;
        _convert = convert;
    }

    public string ContentType { get; }

    public int SampleRate => Rate;

    /// <summary>RFC 2046: audio/basic is 8 kHz mono μ-law.</summary>
    public static G711Encoder MuLaw() => new("audio/basic", SampleFormats.EncodeMuLaw);

    /// <summary>RFC 4856 registers PCMA; audio/basic has no A-law.</summary>
    public static G711Encoder Alaw() => new("audio/PCMA", SampleFormats.EncodeAlaw);

    public void Start(IBufferWriter<byte> output, long? totalSamples = null)
    {
    }

    public void Encode(ReadOnlySpan<float> samples, IBufferWriter<byte> output) =>
        SampleBlocks.Write(samples, output, sizeof(byte), _convert);

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

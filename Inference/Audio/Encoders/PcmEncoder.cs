using System.Buffers;

namespace StreamServer.Inference.Audio.Encoders;

/// <summary>Raw s16le, no header.</summary>
internal sealed class PcmEncoder(int sampleRate, int channels = 1) : IAudioEncoder
{
    // RFC 2586 says that audio/L16 is big-endian, so it must not be used for s16le.
    public string ContentType { get; } =
        $"audio/pcm; rate={sampleRate}; encoding=signed-int; bits=16{(channels == 1 ? "" : $"; channels={channels}")}";

    public int SampleRate => sampleRate;

    public void Start(IBufferWriter<byte> output, long? totalSamples = null)
    {
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

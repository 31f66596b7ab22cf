using System.Buffers;

namespace StreamServer.Inference.Audio.Encoders;

/// <summary>Writes samples into a buffer writer in blocks, so that a long chunk never asks for one huge buffer.</summary>
internal static class SampleBlocks
{
    /// <summary>Samples a block: 8 KiB of 16-bit audio.</summary>
    private const int Length = 4096;

    public delegate void Converter(ReadOnlySpan<float> samples, Span<byte> bytes);

    public static void WriteS16(ReadOnlySpan<float> samples, IBufferWriter<byte> output) =>
        Write(samples, output, sizeof(short), SampleFormats.EncodeS16);

    public static void Write(ReadOnlySpan<float> samples, IBufferWriter<byte> output, int bytesPerSample, Converter convert)
    {
        while (!samples.IsEmpty)
        {
            int count = Math.Min(samples.Length, Length);
            convert(samples[..count], output.GetSpan(count * bytesPerSample));
            output.Advance(count * bytesPerSample);
            samples = samples[count..];
        }
    }
}

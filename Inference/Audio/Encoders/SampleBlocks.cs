using System.Buffers;
using System.Runtime.InteropServices;

namespace StreamServer.Inference.Audio.Encoders;

/// <summary>Writes samples into a buffer writer in blocks, so that a long chunk never asks for one huge buffer.</summary>
internal static class SampleBlocks
{
    /// <summary>Samples a block: 8 KiB of 16-bit audio.</summary>
    private const int Length = 4096;

    public delegate void Converter(ReadOnlySpan<float> samples, Span<byte> bytes);

    /// <param name="samples">Of one channel.</param>
    /// <param name="output">Receives s16le.</param>
    /// <param name="channels">1 or 2; both carry the same.</param>
    public static void WriteS16(ReadOnlySpan<float> samples, IBufferWriter<byte> output, int channels) =>
        Write(samples, output, channels * sizeof(short), channels == 1 ? SampleFormats.EncodeS16 : EncodeStereo);

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

    private static void EncodeStereo(ReadOnlySpan<float> samples, Span<byte> bytes)
    {
        SampleFormats.EncodeS16(samples, bytes);
        Span<short> values = MemoryMarshal.Cast<byte, short>(bytes)[..(2 * samples.Length)];
        for (int i = samples.Length - 1; i >= 0; i--)
        {
            values[2 * i] = values[(2 * i) + 1] = values[i];
        }
    }
}

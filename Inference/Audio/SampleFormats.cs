using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace StreamServer.Inference.Audio;

/// <summary>
/// The one place where bytes become float samples and back. Inside the server audio is float in [-1, 1]; full scale is
/// 32768, so that 16-bit samples survive a round trip bit for bit. Multi-byte formats are little-endian.
/// </summary>
/// <remarks>Stateless, thread-safe, allocates nothing. A destination must hold all that its source gives.</remarks>
internal static class SampleFormats
{
    private const float S16Scale = 32768f;
    private const float S32Scale = 2147483648f;

    private static readonly float[] MuLawValues = DecodeTable(G711.DecodeMuLaw);
    private static readonly float[] AlawValues = DecodeTable(G711.DecodeAlaw);

    /// <summary>Rounds half to even and clips; NaN becomes silence.</summary>
    public static short ToS16(float sample) =>
        (short)(int)MathF.Round(Math.Clamp(sample * S16Scale, short.MinValue, short.MaxValue));

    /// <summary>Rounds as the scalar form does, whatever the position in the span.</summary>
    public static void ToS16(ReadOnlySpan<float> samples, Span<short> destination)
    {
        destination = destination[..samples.Length];
        var scale = new Vector<float>(S16Scale);
        var lowest = new Vector<float>(short.MinValue);
        var highest = new Vector<float>(short.MaxValue);
        int width = Vector<float>.Count;
        int i = 0;
        for (; i + (2 * width) <= samples.Length; i += 2 * width)
        {
            var low = Vector.Clamp(new Vector<float>(samples[i..]) * scale, lowest, highest);
            var high = Vector.Clamp(new Vector<float>(samples[(i + width)..]) * scale, lowest, highest);
            Vector.Narrow(Vector.ConvertToInt32(Vector.Round(low)), Vector.ConvertToInt32(Vector.Round(high)))
                .CopyTo(destination[i..]);
        }

        for (; i < samples.Length; i++)
        {
            destination[i] = ToS16(samples[i]);
        }
    }

    public static void FromS16(ReadOnlySpan<short> samples, Span<float> destination)
    {
        destination = destination[..samples.Length];
        TensorPrimitives.ConvertTruncating(samples, destination);
        TensorPrimitives.Multiply(destination, 1f / S16Scale, destination);
    }

    /// <param name="samples">Clipped to [-1, 1).</param>
    /// <param name="bytes">s16le, two bytes a sample.</param>
    public static void EncodeS16(ReadOnlySpan<float> samples, Span<byte> bytes) =>
        ToS16(samples, MemoryMarshal.Cast<byte, short>(bytes[..(2 * samples.Length)]));

    /// <param name="bytes">s16le; an odd last byte is left out.</param>
    /// <param name="samples">One value for each two bytes.</param>
    public static void DecodeS16(ReadOnlySpan<byte> bytes, Span<float> samples) =>
        FromS16(MemoryMarshal.Cast<byte, short>(bytes), samples);

    /// <summary>As <see cref="Bound"/> leaves them.</summary>
    /// <param name="bytes">f32le; an incomplete last sample is left out.</param>
    /// <param name="samples">One value for each four bytes.</param>
    public static void DecodeF32(ReadOnlySpan<byte> bytes, Span<float> samples)
    {
        var values = MemoryMarshal.Cast<byte, float>(bytes);
        samples = samples[..values.Length];
        values.CopyTo(samples);
        Bound(samples);
    }

    /// <summary>As <see cref="Bound"/> leaves them.</summary>
    /// <param name="bytes">f64le; an incomplete last sample is left out.</param>
    /// <param name="samples">One value for each eight bytes.</param>
    public static void DecodeF64(ReadOnlySpan<byte> bytes, Span<float> samples)
    {
        var values = MemoryMarshal.Cast<byte, double>(bytes);
        samples = samples[..values.Length];
        TensorPrimitives.ConvertTruncating(values, samples);
        Bound(samples);
    }

    /// <summary>
    /// Makes samples of any origin safe for what comes behind: no number and infinity become silence, the others are clamped to
    /// <see cref="AudioLimits.MostAmplitude"/>. Every decoder that can give such values ends with it.
    /// </summary>
    public static void Bound(Span<float> samples)
    {
        // False for NaN as well.
        if (samples.IsEmpty || MathF.Abs(TensorPrimitives.MaxMagnitude<float>(samples)) <= AudioLimits.MostAmplitude)
        {
            return;
        }

        foreach (ref float sample in samples)
        {
            sample = float.IsFinite(sample) ? Math.Clamp(sample, -AudioLimits.MostAmplitude, AudioLimits.MostAmplitude) : 0f;
        }
    }

    /// <param name="bytes">Unsigned 8-bit, 128 is silence, as WAV files have it.</param>
    /// <param name="samples">One value a byte.</param>
    public static void DecodeU8(ReadOnlySpan<byte> bytes, Span<float> samples)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            samples[i] = (bytes[i] - 128) / 128f;
        }
    }

    /// <param name="bytes">s24le; an incomplete last sample is left out.</param>
    /// <param name="samples">One value for each three bytes.</param>
    public static void DecodeS24(ReadOnlySpan<byte> bytes, Span<float> samples)
    {
        for (int i = 0; i < bytes.Length / 3; i++)
        {
            int value = (bytes[3 * i] << 8) | (bytes[(3 * i) + 1] << 16) | (bytes[(3 * i) + 2] << 24);
            samples[i] = value / S32Scale;
        }
    }

    /// <param name="bytes">s32le; an incomplete last sample is left out.</param>
    /// <param name="samples">One value for each four bytes.</param>
    public static void DecodeS32(ReadOnlySpan<byte> bytes, Span<float> samples)
    {
        var values = MemoryMarshal.Cast<byte, int>(bytes);
        for (int i = 0; i < values.Length; i++)
        {
            samples[i] = values[i] / S32Scale;
        }
    }

    /// <summary>Through 16-bit samples, rounded as <see cref="ToS16(float)"/>.</summary>
    public static void EncodeMuLaw(ReadOnlySpan<float> samples, Span<byte> codes)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            codes[i] = G711.EncodeMuLaw(ToS16(samples[i]));
        }
    }

    public static void DecodeMuLaw(ReadOnlySpan<byte> codes, Span<float> samples) => Look(MuLawValues, codes, samples);

    /// <summary>Through 16-bit samples, rounded as <see cref="ToS16(float)"/>.</summary>
    public static void EncodeAlaw(ReadOnlySpan<float> samples, Span<byte> codes)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            codes[i] = G711.EncodeAlaw(ToS16(samples[i]));
        }
    }

    public static void DecodeAlaw(ReadOnlySpan<byte> codes, Span<float> samples) => Look(AlawValues, codes, samples);

    private static void Look(float[] table, ReadOnlySpan<byte> codes, Span<float> samples)
    {
        samples = samples[..codes.Length];
        for (int i = 0; i < codes.Length; i++)
        {
            samples[i] = table[codes[i]];
        }
    }

    private static float[] DecodeTable(Func<byte, short> decode) =>
        [.. Enumerable.Range(0, 256).Select(code => decode((byte)code) / S16Scale)];
}

using System.Runtime.Intrinsics;

namespace StreamServer.Inference.Audio;

/// <summary>
/// Dot product with one order of summation, whatever the address and the processor. <c>TensorPrimitives.Dot</c> does not
/// promise that, and the output of a stream must not depend on how its input was cut.
/// </summary>
internal static class DotProduct
{
    /// <summary>Values a round: two accumulators of eight.</summary>
    public const int Granule = 16;

    public static float Of(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        right = right[..left.Length];
        var even = Vector256<float>.Zero;
        var odd = Vector256<float>.Zero;
        int i = 0;
        for (; i + Granule <= left.Length; i += Granule)
        {
            even += Vector256.Create(left[i..]) * Vector256.Create(right[i..]);
            odd += Vector256.Create(left[(i + 8)..]) * Vector256.Create(right[(i + 8)..]);
        }

        float sum = Vector256.Sum(even + odd);
        for (; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }
}

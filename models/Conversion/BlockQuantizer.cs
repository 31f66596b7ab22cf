using System.Numerics.Tensors;

namespace StreamServer.Models.Conversion;

/// <summary>
/// Symmetric block quantisation in the layout of ONNX Runtime's <c>MatMulNBits</c> (docs/ContribOperators.md): each row of a
/// [rows, columns] matrix is cut into blocks of <see cref="BlockSize"/> with one scale each; a weight is (q - 2^(bits-1)) · scale; four-bit
/// values lie two to a byte, the even one in the lower half.
/// </summary>
internal static class BlockQuantizer
{
    /// <summary>Weights that share a scale: onnxruntime-genai's default, and the smallest with fast kernels.</summary>
    public const int BlockSize = 32;

    public static int BlocksOf(int columns) => (columns + BlockSize - 1) / BlockSize;

    public static int BytesOfBlock(int bits) => BlockSize * bits / 8;

    /// <param name="row">One row of weights.</param>
    /// <param name="bits">4 or 8.</param>
    /// <param name="packed"><see cref="BlocksOf"/> times <see cref="BytesOfBlock"/> bytes.</param>
    /// <param name="scales">One for each block.</param>
    public static void QuantizeRow(ReadOnlySpan<float> row, int bits, Span<byte> packed, Span<float> scales)
    {
        int blockBytes = BytesOfBlock(bits);
        for (int block = 0; block < scales.Length; block++)
        {
            ReadOnlySpan<float> values = row[(block * BlockSize)..Math.Min(row.Length, (block + 1) * BlockSize)];
            scales[block] = QuantizeBlock(values, bits, packed.Slice(block * blockBytes, blockBytes));
        }
    }

    private static float QuantizeBlock(ReadOnlySpan<float> values, int bits, Span<byte> packed)
    {
        int zero = 1 << (bits - 1);

        // The range is one step longer on the negative side: give that side to the largest weight.
        float peak = values[TensorPrimitives.IndexOfMaxMagnitude(values)];
        float scale = -peak / zero;
        float inverse = scale == 0 ? 0 : 1 / scale;
        if (bits == 8)
        {
            packed.Fill((byte)zero);
            for (int i = 0; i < values.Length; i++)
            {
                packed[i] = Quantize(values[i] * inverse, zero);
            }

            return scale;
        }

        packed.Fill((byte)(zero | (zero << 4)));
        for (int i = 0; i < values.Length; i++)
        {
            int quantized = Quantize(values[i] * inverse, zero);
            ref byte pair = ref packed[i / 2];
            pair = (byte)(i % 2 == 0 ? (pair & 0xF0) | quantized : (pair & 0x0F) | (quantized << 4));
        }

        return scale;
    }

    private static byte Quantize(float scaled, int zero) => (byte)Math.Clamp((int)MathF.Round(scaled) + zero, 0, (2 * zero) - 1);
}

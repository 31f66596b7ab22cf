using StreamServer.Inference.Onnx;

namespace StreamServer.Models.Conversion;

/// <summary>A product with a quantised matrix.</summary>
internal static class QuantizedProduct
{
    // 4: the activations are quantised to 8 bits too, the only level with integer kernels on a CPU (matmul_nbits.cc of ONNX Runtime).
    private const int AccuracyLevel = 4;

    // Rows quantised between two reads of the checkpoint, which is read by one thread.
    private const int BatchRows = 256;

    /// <summary>x […, columns] to […, rows].</summary>
    /// <param name="graph">Where the node and its weights go.</param>
    /// <param name="x">The input.</param>
    /// <param name="name">Prefix of the names that are made.</param>
    /// <param name="rows">Outputs.</param>
    /// <param name="columns">Inputs.</param>
    /// <param name="format">Any but <see cref="WeightFormat.Fp32"/>.</param>
    /// <param name="readRow">Fills in one row of the matrix.</param>
    public static string Node(OnnxGraphWriter graph, string x, string name, int rows, int columns, WeightFormat format, RowReader readRow)
    {
        if (format == WeightFormat.Row)
        {
            return RowProduct.Node(graph, x, name, rows, columns, readRow);
        }

        int bits = format == WeightFormat.Int8 ? 8 : 4;
        int blocks = BlockQuantizer.BlocksOf(columns);
        int rowBytes = blocks * BlockQuantizer.BytesOfBlock(bits);
        byte[] packed = new byte[rows * rowBytes];
        float[] scales = new float[rows * blocks];
        float[] batch = new float[BatchRows * columns];
        for (int start = 0; start < rows; start += BatchRows)
        {
            int count = Math.Min(BatchRows, rows - start);
            for (int i = 0; i < count; i++)
            {
                readRow(start + i, batch.AsSpan(i * columns, columns));
            }

            int first = start;
            Parallel.For(0, count, i => BlockQuantizer.QuantizeRow(
                batch.AsSpan(i * columns, columns),
                bits,
                packed.AsSpan((first + i) * rowBytes, rowBytes),
                scales.AsSpan((first + i) * blocks, blocks)));
        }

        return graph.Node(
            "MatMulNBits",
            OnnxGraphWriter.Microsoft,
            [
                x,
                graph.Bytes($"{name}.quantized", packed, rows, blocks, BlockQuantizer.BytesOfBlock(bits)),
                graph.Floats($"{name}.scales", scales, rows * blocks),
            ],
            [$"{name}.product"],
            OnnxAttribute.Of("K", columns),
            OnnxAttribute.Of("N", rows),
            OnnxAttribute.Of("bits", bits),
            OnnxAttribute.Of("block_size", BlockQuantizer.BlockSize),
            OnnxAttribute.Of("accuracy_level", AccuracyLevel));
    }

    /// <summary>Fills <paramref name="values"/> with row <paramref name="row"/>.</summary>
    internal delegate void RowReader(int row, Span<float> values);
}

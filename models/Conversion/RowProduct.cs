using System.Numerics.Tensors;
using StreamServer.Inference.Onnx;

namespace StreamServer.Models.Conversion;

/// <summary>
/// A product whose weights have 8 bits and one scale an output, and whose activations are quantised to 8 bits row by row, each by its own
/// peak: integer products of ONNX Runtime (<c>MatMulIntegerToFloat</c>) use VNNI and AMX, which <c>MatMulNBits</c> uses in part or not at
/// all. A row's bits do not depend on what else is in the batch, as <c>DynamicQuantizeMatMul</c>'s do (docs/decisions/0005).
/// </summary>
internal static class RowProduct
{
    private const float Steps = 127;
    private const byte Zero = 128;

    // A row of zeros stays one.
    private const float LeastPeak = 1e-20f;

    /// <summary>x […, columns] to […, rows].</summary>
    /// <param name="graph">Where the nodes and the weights go.</param>
    /// <param name="x">The input; products of one input share its quantisation.</param>
    /// <param name="name">Prefix of the names that are made.</param>
    /// <param name="rows">Outputs.</param>
    /// <param name="columns">Inputs.</param>
    /// <param name="readRow">Fills in one row of the matrix.</param>
    public static string Node(OnnxGraphWriter graph, string x, string name, int rows, int columns, QuantizedProduct.RowReader readRow)
    {
        sbyte[] weights = new sbyte[(long)columns * rows];
        float[] scales = new float[rows];
        float[] row = new float[columns];
        for (int output = 0; output < rows; output++)
        {
            readRow(output, row);
            float peak = MathF.Abs(TensorPrimitives.MaxMagnitude<float>(row));
            scales[output] = peak / Steps;
            float inverse = peak > 0 ? Steps / peak : 0;
            for (int input = 0; input < columns; input++)
            {
                weights[((long)input * rows) + output] = (sbyte)MathF.Round(row[input] * inverse);
            }
        }

        string step = graph.Float("row_step", 1 / Steps);
        string zero = graph.Byte("row_zero", Zero);
        (string quantized, string peaks) = Quantize(graph, x, step, zero);
        string product = graph.Node(
            "MatMulIntegerToFloat",
            OnnxGraphWriter.Microsoft,
            [
                quantized,
                graph.SignedBytes($"{name}.weights", weights, columns, rows),
                step,
                graph.Floats($"{name}.scales", scales, rows),
                zero,
            ],
            [$"{name}.steps"]);
        return graph.Node("Mul", [product, peaks], $"{name}.product");
    }

    /// <summary>What x is in steps of its rows' peaks, and those peaks; made once for all products of one input.</summary>
    private static (string Quantized, string Peaks) Quantize(OnnxGraphWriter graph, string x, string step, string zero)
    {
        (string quantized, string peaks) = ($"{x}.row_quantized", $"{x}.row_peaks");
        if (!graph.Has(quantized))
        {
            string magnitude = graph.Node("Abs", [x], $"{x}.row_magnitude");
            string highest = graph.Node(
                "ReduceMax", [magnitude], $"{x}.row_highest", OnnxAttribute.Ints("axes", -1), OnnxAttribute.Of("keepdims", 1));
            graph.Node("Max", [highest, graph.Float("row_least", LeastPeak)], peaks);
            string scaled = graph.Node("Div", [x, peaks], $"{x}.row_scaled");
            graph.Node("QuantizeLinear", [scaled, step, zero], quantized);
        }

        return (quantized, peaks);
    }
}

using StreamServer.Inference.Onnx;
using StreamServer.Models.Conversion;

namespace StreamServer.Tests.Models.Conversion;

public sealed class RowProductTests : IDisposable
{
    private const int Columns = 96;
    private const int Rows = 40;

    private readonly TemporaryFolder _folder = new();
    private readonly float[] _weights;

    public RowProductTests()
    {
        Random random = new(4);
        _weights = [.. Enumerable.Range(0, Rows * Columns).Select(_ => (random.NextSingle() - 0.5f) / 4)];
        using OnnxGraphWriter graph = new(_folder.File("product.onnx"), "product");
        string x = graph.Input("x", OnnxType.Float, "batch", Columns);
        string first = RowProduct.Node(graph, x, "first", Rows, Columns, Read);
        string second = RowProduct.Node(graph, x, "second", Rows, Columns, Read);
        graph.Node("Add", [first, second], "y");
        graph.Output("y", OnnxType.Float, "batch", Rows);
        graph.Save();

        void Read(int row, Span<float> values) => _weights.AsSpan(row * Columns, Columns).CopyTo(values);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_the_product_up_to_the_steps_of_weights_and_row()
    {
        float[] x = Row(1);
        float[] y = Run([x]);
        for (int row = 0; row < Rows; row++)
        {
            double expected = 2 * Enumerable.Range(0, Columns).Sum(i => (double)x[i] * _weights[(row * Columns) + i]);

            // A step of a weight is 1/1016 at most, one of the input 1/127 of its peak: both are off by half a step, independently.
            double tolerance = 2 * 6 * Math.Sqrt(Columns) * ((0.5 / 1016 * 0.6) + (0.5 / 127 * 0.072));
            Assert.Equal(expected, y[row], tolerance);
        }
    }

    [Fact]
    public void A_row_has_the_same_bits_whatever_is_beside_it()
    {
        float[] x = Row(2);
        float[] alone = Run([x]);
        float[] loud = [.. Row(3).Select(value => value * 1000)];
        foreach (float[][] others in (float[][][])[[loud], [loud, Row(5), Row(6)], [.. Enumerable.Range(7, 15).Select(Row)]])
        {
            float[] together = Run([.. others, x]);
            Assert.True(alone.AsSpan().SequenceEqual(together.AsSpan(others.Length * Rows, Rows)), $"Beside {others.Length} rows.");
        }
    }

    [Fact]
    public void A_row_of_zeros_stays_one() => Assert.All(Run([new float[Columns]]), value => Assert.Equal(0, value));

    private static float[] Row(int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, Columns).Select(_ => (2 * random.NextSingle()) - 1)];
    }

    private float[] Run(float[][] rows) => OnnxRun.Run(
        _folder.File("product.onnx"),
        new() { ["x"] = OnnxRun.Tensor(rows.SelectMany(row => row).ToArray(), rows.Length, Columns) })["y"].Values;
}

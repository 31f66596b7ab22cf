using StreamServer.Inference.Onnx;

namespace StreamServer.Tests.Stt.Models;

/// <summary>Weights by name: the same for the graph and for the plain loops that check it.</summary>
internal sealed class RandomWeights(int seed)
{
    private readonly Dictionary<string, float[]> _values = [];

    /// <summary>Uniform in ±scale; made at the first call.</summary>
    public float[] Get(string name, int count, float scale = 0.5f)
    {
        if (!_values.TryGetValue(name, out float[]? values))
        {
            // Independent of the order of calls.
            Random random = new(seed + name.Aggregate(7, (hash, letter) => (hash * 31) + letter));
            _values[name] = values = [.. Enumerable.Range(0, count).Select(_ => ((2 * random.NextSingle()) - 1) * scale)];
        }

        return values;
    }

    /// <summary>The weight as a constant of a graph.</summary>
    public string Add(OnnxGraphWriter graph, string name, float scale, params long[] shape) =>
        graph.Floats(name, Get(name, (int)shape.Aggregate(1L, (product, size) => product * size), scale), shape);

    /// <summary>y[j] = Σ x[i]·W[i, j].</summary>
    public double[] Product(double[] x, string name, int columns, float scale = 0.5f)
    {
        float[] weight = Get(name, x.Length * columns, scale);
        double[] y = new double[columns];
        for (int i = 0; i < x.Length; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                y[j] += x[i] * weight[(i * columns) + j];
            }
        }

        return y;
    }
}

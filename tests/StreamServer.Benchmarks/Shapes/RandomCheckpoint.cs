using StreamServer.Models.Conversion.Checkpoints;

namespace StreamServer.Benchmarks.Shapes;

/// <summary>
/// A checkpoint of given shapes whose weights are made as they are read: the same numbers every time, no file. A matrix is scaled so that
/// its output is as large as its input; norms and scales are near one.
/// </summary>
internal sealed class RandomCheckpoint : ICheckpoint
{
    private readonly Dictionary<string, TensorInfo> _tensors = new(StringComparer.Ordinal);

    public string Source => "random weights";

    public IReadOnlyDictionary<string, TensorInfo> Tensors => _tensors;

    public long Parameters => _tensors.Values.Sum(tensor => tensor.Count);

    public RandomCheckpoint Add(string name, params int[] shape)
    {
        _tensors.Add(name, new TensorInfo(name, TensorType.Float32, shape));
        return this;
    }

    /// <summary>Weight [outputs, inputs, further…] and bias.</summary>
    public RandomCheckpoint Layer(string prefix, int outputs, params int[] inputs) => Add($"{prefix}.weight", [outputs, .. inputs])
        .Add($"{prefix}.bias", outputs);

    /// <summary>A weight-normalised convolution: magnitude, direction, bias.</summary>
    public RandomCheckpoint NormedConv(string prefix, int first, int second, int kernel, int biases) =>
        Add($"{prefix}.weight_g", first, 1, 1).Add($"{prefix}.weight_v", first, second, kernel).Add($"{prefix}.bias", biases);

    public void Read(string name, long start, Span<float> destination)
    {
        TensorInfo info = this.Info(name);
        bool isScale = name.EndsWith("_g", StringComparison.Ordinal) || name.EndsWith("alpha", StringComparison.Ordinal)
            || name.EndsWith("gamma", StringComparison.Ordinal)
                || (name.EndsWith(".weight", StringComparison.Ordinal) && info.Shape.Count == 1);
        bool isBias = !isScale && info.Shape.Count == 1;
        float centre = isScale ? 0.8f : 0;
        float spread = isScale || isBias ? 0.1f : MathF.Sqrt(3f * info.Shape[0] / info.Count);
        ulong seed = 0;
        foreach (char letter in name)
        {
            seed = (seed * 31) + letter;
        }

        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = centre + (spread * Uniform(seed, (ulong)(start + i)));
        }
    }

    public void Dispose()
    {
    }

    /// <summary>In [-1, 1), by the finaliser of SplitMix64.</summary>
    private static float Uniform(ulong seed, ulong index)
    {
        ulong mixed = ((seed << 40) + index + 1) * 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)((mixed ^ (mixed >> 31)) >> 40) / 8388608f - 1;
    }
}

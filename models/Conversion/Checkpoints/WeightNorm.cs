using System.Numerics.Tensors;

namespace StreamServer.Models.Conversion.Checkpoints;

/// <summary>Reads a weight that may be stored weight-normalised, as one tensor.</summary>
internal static class WeightNorm
{
    /// <summary>
    /// The weight at <c>prefix.weight</c>; or, when it is stored as magnitude and direction, <c>w = g · v / ‖v‖</c> with one norm for each
    /// index of the first dimension (PyTorch's <c>weight_norm</c> with its default <c>dim=0</c>; for a transposed convolution that is the
    /// input channel). Both of PyTorch's spellings are known: <c>weight_g</c>/<c>weight_v</c> and
    /// <c>parametrizations.weight.original0/1</c>.
    /// </summary>
    public static (TensorInfo Info, float[] Values) Read(ICheckpoint checkpoint, string prefix)
    {
        string plain = $"{prefix}.weight";
        if (checkpoint.Has(plain))
        {
            TensorInfo whole = checkpoint.Info(plain);
            return (whole, checkpoint.ReadAll(whole));
        }

        bool parametrized = checkpoint.Has($"{prefix}.parametrizations.weight.original1");
        TensorInfo direction = checkpoint.Info(parametrized ? $"{prefix}.parametrizations.weight.original1" : $"{prefix}.weight_v");
        TensorInfo magnitude = checkpoint.Info(parametrized ? $"{prefix}.parametrizations.weight.original0" : $"{prefix}.weight_g");
        float[] weight = checkpoint.ReadAll(direction);
        float[] scale = checkpoint.ReadAll(magnitude);
        int rows = direction.Shape[0];
        if (scale.Length != rows)
        {
            throw new CommandException(
                $"{checkpoint.Source}: tensor '{magnitude.Name}' has {scale.Length} numbers, "
                    + $"expected {rows}, one for each row of '{direction.Name}'.");
        }

        int width = weight.Length / rows;
        for (int row = 0; row < rows; row++)
        {
            Span<float> values = weight.AsSpan(row * width, width);
            double squares = 0;
            foreach (float value in values)
            {
                squares += (double)value * value;
            }

            TensorPrimitives.Multiply(values, (float)(scale[row] / Math.Sqrt(squares)), values);
        }

        return (direction, weight);
    }
}

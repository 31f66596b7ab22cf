namespace StreamServer.Models.Conversion.Checkpoints;

/// <summary>Whole-tensor reads with the shape checks that every graph builder wants.</summary>
internal static class CheckpointExtensions
{
    /// <exception cref="CommandException">The checkpoint has no such tensor: names it and a few that are there.</exception>
    public static TensorInfo Info(this ICheckpoint checkpoint, string name) =>
        checkpoint.Tensors.TryGetValue(name, out TensorInfo? info)
            ? info
            : throw new CommandException(
                $"{checkpoint.Source}: there is no tensor '{name}' among its {checkpoint.Tensors.Count} "
                    + $"(the first are {string.Join(", ", checkpoint.Tensors.Keys.Order(StringComparer.Ordinal).Take(3))}).");

    public static bool Has(this ICheckpoint checkpoint, string name) => checkpoint.Tensors.ContainsKey(name);

    /// <summary>The whole tensor, whose shape must be <paramref name="shape"/>.</summary>
    /// <exception cref="CommandException">No such tensor, or another shape: names both.</exception>
    public static float[] Read(this ICheckpoint checkpoint, string name, params ReadOnlySpan<int> shape)
    {
        TensorInfo info = checkpoint.Info(name);
        if (!shape.SequenceEqual(info.Shape.ToArray()))
        {
            throw new CommandException(
                $"{checkpoint.Source}: tensor '{name}' is [{string.Join(", ", info.Shape)}], "
                    + $"expected [{string.Join(", ", shape.ToArray())}].");
        }

        return checkpoint.ReadAll(info);
    }

    public static float[] ReadAll(this ICheckpoint checkpoint, TensorInfo info)
    {
        float[] values = new float[info.Count];
        checkpoint.Read(info.Name, 0, values);
        return values;
    }

    /// <summary>How many of <c>prefix.0.suffix</c>, <c>prefix.1.suffix</c>… there are.</summary>
    public static int CountLayers(this ICheckpoint checkpoint, string prefix, string suffix)
    {
        int count = 0;
        while (checkpoint.Has($"{prefix}.{count}.{suffix}"))
        {
            count++;
        }

        return count;
    }
}

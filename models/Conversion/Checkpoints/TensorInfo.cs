namespace StreamServer.Models.Conversion.Checkpoints;

/// <summary>One tensor of a checkpoint: row-major, the last dimension is contiguous.</summary>
internal sealed record TensorInfo(string Name, TensorType Type, IReadOnlyList<int> Shape)
{
    /// <summary>Numbers in it.</summary>
    /// <exception cref="OverflowException">More than 2^63.</exception>
    public long Count => Shape.Aggregate(1L, (product, dimension) => checked(product * dimension));
}

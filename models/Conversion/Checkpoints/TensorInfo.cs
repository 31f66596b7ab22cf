namespace StreamServer.Models.Conversion.Checkpoints;

/// <summary>One tensor of a checkpoint: row-major, the last dimension is contiguous.</summary>
internal sealed record TensorInfo(string Name, TensorType Type, IReadOnlyList<int> Shape)
{
    public long Count => Shape.Aggregate(1L, (product, dimension) => product * dimension);
}

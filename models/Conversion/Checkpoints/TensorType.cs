namespace StreamServer.Models.Conversion.Checkpoints;

/// <summary>How a checkpoint stores numbers. Every type is read as 32-bit float.</summary>
internal enum TensorType
{
    Float32,
    Float16,
    BFloat16,
}

namespace StreamServer.Inference.Onnx;

/// <summary>One dimension of a graph input or output: a number, or the name of one that is known at run time.</summary>
internal readonly record struct OnnxDimension(long Size, string? Name)
{
    public static implicit operator OnnxDimension(long size) => new(size, null);

    public static implicit operator OnnxDimension(string name) => new(0, name);
}

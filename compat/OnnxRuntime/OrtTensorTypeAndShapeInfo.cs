using Microsoft.ML.OnnxRuntime.Native;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Element type and shape of a tensor.</summary>
public unsafe struct OrtTensorTypeAndShapeInfo
{
    /// <summary>Copies what the native object says; it stays the caller's.</summary>
    internal OrtTensorTypeAndShapeInfo(nint info)
    {
        nuint count;
        Ort.Check(Ort.Api->GetTensorShapeElementCount(info, &count));
        ElementCount = (long)count;
        ElementDataType = TensorInfo.ElementType(info);
        Shape = TensorInfo.Shape(info);
    }

    public TensorElementType ElementDataType { get; private set; }

    public bool IsString => ElementDataType == TensorElementType.String;

    public long ElementCount { get; private set; }

    public int DimensionsCount => Shape.Length;

    public long[] Shape { get; private set; }
}

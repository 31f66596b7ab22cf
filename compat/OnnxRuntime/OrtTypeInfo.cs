using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>The type of a value.</summary>
public unsafe class OrtTypeInfo
{
    private readonly OrtTensorTypeAndShapeInfo _tensor;

    /// <summary>Copies what the native object says; it stays the caller's.</summary>
    internal OrtTypeInfo(nint info)
    {
        OnnxValueType type;
        Ort.Check(Ort.Api->GetOnnxTypeFromTypeInfo(info, &type));
        OnnxType = type;
        if (IsTensor)
        {
            nint tensor;
            Ort.Check(Ort.Api->CastTypeInfoToTensorInfo(info, &tensor));
            _tensor = new OrtTensorTypeAndShapeInfo(tensor);
        }
    }

    public OnnxValueType OnnxType { get; private set; }

    /// <exception cref="OnnxRuntimeException">Not a tensor.</exception>
    public OrtTensorTypeAndShapeInfo TensorTypeAndShapeInfo => IsTensor
        ? _tensor
        : throw new OnnxRuntimeException(ErrorCode.InvalidArgument, "TypeInfo does not represent a tensor/sparsetensor");

    private bool IsTensor => OnnxType is OnnxValueType.ONNX_TYPE_TENSOR or OnnxValueType.ONNX_TYPE_SPARSETENSOR;
}

using Microsoft.ML.OnnxRuntime.Native;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Type and shape of an input, an output or an overridable initializer.</summary>
public unsafe class NodeMetadata
{
    private readonly int[] _dimensions;
    private readonly string[] _symbolicDimensions;
    private readonly TensorElementType _elementDataType;

    /// <summary>Copies what the native object says; it stays the caller's.</summary>
    internal NodeMetadata(nint typeInfo)
    {
        OnnxValueType type;
        Ort.Check(Ort.Api->GetOnnxTypeFromTypeInfo(typeInfo, &type));
        OnnxValueType = type;
        if (!IsTensor)
        {
            return;
        }

        nint tensor;
        Ort.Check(Ort.Api->CastTypeInfoToTensorInfo(typeInfo, &tensor));
        _elementDataType = TensorInfo.ElementType(tensor);
        _dimensions = Array.ConvertAll(TensorInfo.Shape(tensor), dimension => (int)dimension);
        _symbolicDimensions = TensorInfo.SymbolicShape(tensor);
    }

    public OnnxValueType OnnxValueType { get; }

    public bool IsTensor => OnnxValueType is OnnxValueType.ONNX_TYPE_TENSOR or OnnxValueType.ONNX_TYPE_SPARSETENSOR;

    /// <summary>The shape; symbolic dimensions are -1.</summary>
    public int[] Dimensions => OfTensor(_dimensions);

    /// <summary>One name per dimension, empty where the dimension is a number or has no name.</summary>
    public string[] SymbolicDimensions => OfTensor(_symbolicDimensions);

    public Type ElementType => ElementTypes.Of(ElementDataType).Type;

    public TensorElementType ElementDataType => OfTensor(_elementDataType);

    public bool IsString => ElementDataType == TensorElementType.String;

    private T OfTensor<T>(T value) => IsTensor
        ? value
        : throw new OnnxRuntimeException(ErrorCode.Fail, "OnnxValueType must either be a tensor or sparse tensor");
}

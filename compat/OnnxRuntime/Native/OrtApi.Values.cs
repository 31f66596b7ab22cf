using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime.Native;

// Values, their types and shapes.
internal readonly unsafe partial struct OrtApi
{
    [FieldOffset(48 * Slot)]
    public readonly delegate* unmanaged[Cdecl]<nint, long*, nuint, TensorElementType, nint*, nint> CreateTensorAsOrtValue;
    [FieldOffset(49 * Slot)]
    public readonly delegate* unmanaged[Cdecl]<
        nint, void*, nuint, long*, nuint, TensorElementType, nint*, nint> CreateTensorWithDataAsOrtValue;
    [FieldOffset(51 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, void**, nint> GetTensorMutableData;
    [FieldOffset(55 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint*, nint> CastTypeInfoToTensorInfo;
    [FieldOffset(56 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, OnnxValueType*, nint> GetOnnxTypeFromTypeInfo;
    [FieldOffset(60 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, TensorElementType*, nint> GetTensorElementType;
    [FieldOffset(61 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nuint*, nint> GetDimensionsCount;
    [FieldOffset(62 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, long*, nuint, nint> GetDimensions;
    [FieldOffset(63 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, byte**, nuint, nint> GetSymbolicDimensions;
    [FieldOffset(64 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nuint*, nint> GetTensorShapeElementCount;
    [FieldOffset(65 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint*, nint> GetTensorTypeAndShape;
    [FieldOffset(66 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint*, nint> GetTypeInfo;
    [FieldOffset(67 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, OnnxValueType*, nint> GetValueType;
    [FieldOffset(96 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseValue;
    [FieldOffset(98 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseTypeInfo;
    [FieldOffset(99 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseTensorTypeAndShapeInfo;
    [FieldOffset(194 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint*, nint> GetTensorMemoryInfo;
    [FieldOffset(318 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nuint*, nint> GetTensorSizeInBytes;
}

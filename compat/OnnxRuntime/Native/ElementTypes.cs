using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>Which .NET type stands for which element type, and how many bytes an element has.</summary>
internal static class ElementTypes
{
    /// <returns>Type and bytes; bytes are 0 for strings.</returns>
    /// <exception cref="OnnxRuntimeException">No .NET type stands for it.</exception>
    public static (Type Type, int Bytes) Of(TensorElementType elementType) => elementType switch
    {
        TensorElementType.Float => (typeof(float), 4),
        TensorElementType.UInt8 => (typeof(byte), 1),
        TensorElementType.Int8 => (typeof(sbyte), 1),
        TensorElementType.UInt16 => (typeof(ushort), 2),
        TensorElementType.Int16 => (typeof(short), 2),
        TensorElementType.Int32 => (typeof(int), 4),
        TensorElementType.Int64 => (typeof(long), 8),
        TensorElementType.String => (typeof(string), 0),
        TensorElementType.Bool => (typeof(bool), 1),
        TensorElementType.Float16 => (typeof(Float16), 2),
        TensorElementType.Double => (typeof(double), 8),
        TensorElementType.UInt32 => (typeof(uint), 4),
        TensorElementType.UInt64 => (typeof(ulong), 8),
        TensorElementType.BFloat16 => (typeof(BFloat16), 2),
        _ => throw new OnnxRuntimeException(ErrorCode.InvalidArgument, $"Element type: {elementType} is not registered type."),
    };

    /// <summary>The element type for a .NET type. Folds to a constant where <typeparamref name="T"/> is known.</summary>
    /// <exception cref="OnnxRuntimeException">Tensors cannot have elements of this type.</exception>
    public static TensorElementType Of<T>()
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            return TensorElementType.Float;
        }

        if (typeof(T) == typeof(long))
        {
            return TensorElementType.Int64;
        }

        if (typeof(T) == typeof(Float16))
        {
            return TensorElementType.Float16;
        }

        if (typeof(T) == typeof(BFloat16))
        {
            return TensorElementType.BFloat16;
        }

        return Type.GetTypeCode(typeof(T)) switch
        {
            _ when typeof(T).IsEnum => throw Unsupported(typeof(T)),
            TypeCode.Byte => TensorElementType.UInt8,
            TypeCode.SByte => TensorElementType.Int8,
            TypeCode.UInt16 => TensorElementType.UInt16,
            TypeCode.Int16 => TensorElementType.Int16,
            TypeCode.Int32 => TensorElementType.Int32,
            TypeCode.Boolean => TensorElementType.Bool,
            TypeCode.Double => TensorElementType.Double,
            TypeCode.UInt32 => TensorElementType.UInt32,
            TypeCode.UInt64 => TensorElementType.UInt64,
            _ => throw Unsupported(typeof(T)),
        };
    }

    private static OnnxRuntimeException Unsupported(Type type) =>
        new(ErrorCode.InvalidArgument, $"Tensor of type: {type} is not supported");
}

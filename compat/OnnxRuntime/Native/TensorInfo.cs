using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>Reads a native <c>OrtTensorTypeAndShapeInfo</c>, which stays the caller's.</summary>
internal static unsafe class TensorInfo
{
    public static TensorElementType ElementType(nint info)
    {
        TensorElementType elementType;
        Ort.Check(Ort.Api->GetTensorElementType(info, &elementType));
        return elementType;
    }

    /// <summary>The dimensions; -1 where they are symbolic.</summary>
    public static long[] Shape(nint info)
    {
        nuint rank;
        Ort.Check(Ort.Api->GetDimensionsCount(info, &rank));
        var shape = new long[(int)rank];
        fixed (long* dimensions = shape)
        {
            Ort.Check(Ort.Api->GetDimensions(info, dimensions, rank));
        }

        return shape;
    }

    /// <summary>One name per dimension; empty where the dimension is a number or has no name.</summary>
    public static string[] SymbolicShape(nint info)
    {
        nuint rank;
        Ort.Check(Ort.Api->GetDimensionsCount(info, &rank));
        var texts = new byte*[(int)rank];
        fixed (byte** first = texts)
        {
            Ort.Check(Ort.Api->GetSymbolicDimensions(info, first, rank));
        }

        var names = new string[texts.Length];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = NativeText.Read(texts[i]);
        }

        return names;
    }
}

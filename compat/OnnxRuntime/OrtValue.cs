using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>
/// A native value, nearly always a tensor. Over managed memory it keeps that memory pinned until Dispose, and only Dispose unpins it:
/// a binding may still use the memory of a value that was dropped.
/// </summary>
public unsafe partial class OrtValue : IDisposable
{
    private MemoryHandle _pinned;

    /// <summary>Takes over a native value.</summary>
    internal OrtValue(nint value)
    {
        Handle = new ValueHandle(value);
        OnnxValueType type;
        nint status = Ort.Api->GetValueType(value, &type);
        if (status != 0)
        {
            Handle.Dispose();
            Ort.Check(status);
        }

        OnnxType = type;
    }

    private OrtValue(ValueHandle tensor, MemoryHandle pinned = default)
    {
        Handle = tensor;
        _pinned = pinned;
        OnnxType = OnnxValueType.ONNX_TYPE_TENSOR;
    }

    public OnnxValueType OnnxType { get; private set; }

    public bool IsTensor => OnnxType == OnnxValueType.ONNX_TYPE_TENSOR;

    public bool IsSparseTensor => OnnxType == OnnxValueType.ONNX_TYPE_SPARSETENSOR;

    internal ValueHandle Handle { get; }

    /// <summary>Takes over all of these native values, or releases them if that fails.</summary>
    internal static IDisposableReadOnlyCollection<OrtValue> TakeAll(Span<nint> values)
    {
        var result = new DisposableList<OrtValue>(values.Length);
        int taken = 0;
        try
        {
            while (taken < values.Length)
            {
                result.Add(new OrtValue(values[taken++]));
            }

            return result;
        }
        catch
        {
            result.Dispose();
            foreach (nint value in values[taken..])
            {
                Ort.Api->ReleaseValue(value);
            }

            throw;
        }
    }

    /// <summary>The elements. Valid until Dispose, and only on the CPU.</summary>
    /// <exception cref="OnnxRuntimeException">Not a tensor, or elements of another type; <c>byte</c> always goes.</exception>
    public ReadOnlySpan<T> GetTensorDataAsSpan<T>()
        where T : unmanaged => GetTensorMutableDataAsSpan<T>();

    /// <inheritdoc cref="GetTensorDataAsSpan{T}"/>
    public Span<T> GetTensorMutableDataAsSpan<T>()
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Bytes(typeof(T)));

    /// <summary>The elements' bytes. Valid until Dispose, and only on the CPU.</summary>
    public Span<byte> GetTensorMutableRawData() => Bytes(typeof(byte));

    public long GetTensorSizeInBytes()
    {
        using var self = new HandleLease(Handle);
        nuint bytes;
        Ort.Check(Ort.Api->GetTensorSizeInBytes(self.Pointer, &bytes));
        return (long)bytes;
    }

    public OrtTypeInfo GetTypeInfo()
    {
        using var self = new HandleLease(Handle);
        nint info;
        Ort.Check(Ort.Api->GetTypeInfo(self.Pointer, &info));
        try
        {
            return new OrtTypeInfo(info);
        }
        finally
        {
            Ort.Api->ReleaseTypeInfo(info);
        }
    }

    /// <exception cref="OnnxRuntimeException">Not a tensor.</exception>
    public OrtTensorTypeAndShapeInfo GetTensorTypeAndShape()
    {
        ThrowIfNoTensor();
        using var self = new HandleLease(Handle);
        nint info;
        Ort.Check(Ort.Api->GetTensorTypeAndShape(self.Pointer, &info));
        try
        {
            return new OrtTensorTypeAndShapeInfo(info);
        }
        finally
        {
            Ort.Api->ReleaseTensorTypeAndShapeInfo(info);
        }
    }

    /// <summary>Where the tensor lies. Valid until Dispose.</summary>
    /// <exception cref="OnnxRuntimeException">Not a tensor.</exception>
    public OrtMemoryInfo GetTensorMemoryInfo()
    {
        ThrowIfNoTensor();
        using var self = new HandleLease(Handle);
        nint info;
        Ort.Check(Ort.Api->GetTensorMemoryInfo(self.Pointer, &info));
        return new OrtMemoryInfo(info, owner: this);
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            Handle.Dispose();
            _pinned.Dispose();
        }
    }

    private Span<byte> Bytes(Type requested)
    {
        if (!IsTensor)
        {
            throw new OnnxRuntimeException(ErrorCode.InvalidArgument, $"This OrtValue type contains: {OnnxType}, not a tensor");
        }

        using var self = new HandleLease(Handle);
        (TensorElementType elementType, long count) = ElementTypeAndCount(self.Pointer);
        if (elementType == TensorElementType.String)
        {
            throw new OnnxRuntimeException(ErrorCode.InvalidArgument, "Strings are not supported by this API");
        }

        (Type actual, int bytes) = ElementTypes.Of(elementType);
        if (requested != actual && requested != typeof(byte))
        {
            throw new OnnxRuntimeException(
                ErrorCode.InvalidArgument, $"Requested type: {requested} does not match the actual type: {actual}");
        }

        if (count == 0)
        {
            return [];
        }

        void* data;
        Ort.Check(Ort.Api->GetTensorMutableData(self.Pointer, &data));
        return new Span<byte>(data, checked((int)(count * bytes)));
    }

    private static (TensorElementType ElementType, long Count) ElementTypeAndCount(nint tensor)
    {
        nint info;
        Ort.Check(Ort.Api->GetTensorTypeAndShape(tensor, &info));
        try
        {
            nuint count;
            Ort.Check(Ort.Api->GetTensorShapeElementCount(info, &count));
            return (TensorInfo.ElementType(info), (long)count);
        }
        finally
        {
            Ort.Api->ReleaseTensorTypeAndShapeInfo(info);
        }
    }

    private void ThrowIfNoTensor()
    {
        if (!IsTensor && !IsSparseTensor)
        {
            throw new OnnxRuntimeException(
                ErrorCode.InvalidArgument, $"This OrtValue type contains: {OnnxType}, not a tensor or sparse tensor");
        }
    }
}

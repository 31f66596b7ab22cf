using System.Buffers;
using Microsoft.ML.OnnxRuntime.Native;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

public unsafe partial class OrtValue
{
    /// <summary>
    /// A tensor over memory that the caller owns, on any device and possibly part of a larger buffer; it must outlive the tensor.
    /// </summary>
    /// <exception cref="OnnxRuntimeException">The buffer is smaller than the shape.</exception>
    public static OrtValue CreateTensorValueWithData(
        OrtMemoryInfo memInfo, TensorElementType elementType, long[] shape, IntPtr dataBufferPtr, long bufferLengthInBytes)
    {
        int bytes = ElementTypes.Of(elementType).Bytes;
        if (elementType == TensorElementType.String)
        {
            throw new OnnxRuntimeException(
                ErrorCode.InvalidArgument, "Cannot map managed strings buffer to native OrtValue. Use string specific interfaces");
        }

        long elements = ElementCount(shape);
        if (elements * bytes > bufferLengthInBytes)
        {
            throw new OnnxRuntimeException(
                ErrorCode.InvalidArgument,
                $"Shape: {string.Join(',', shape)} has: {elements} elements requires a buffer of at least {elements * bytes} bytes. "
                + $"Provided: {bufferLengthInBytes} bytes");
        }

        return new OrtValue(Wrap(memInfo, elementType, shape, (void*)dataBufferPtr, bufferLengthInBytes));
    }

    /// <summary>A tensor over managed memory, which stays pinned until Dispose.</summary>
    /// <exception cref="OnnxRuntimeException">The memory is smaller than the shape, or of a type that tensors cannot have.</exception>
    public static OrtValue CreateTensorValueFromMemory<T>(OrtMemoryInfo memoryInfo, Memory<T> memory, long[] shape)
        where T : unmanaged
    {
        TensorElementType elementType = ElementTypes.Of<T>();
        long elements = ElementCount(shape);
        if (elements > memory.Length)
        {
            throw new OnnxRuntimeException(
                ErrorCode.InvalidArgument,
                $"Managed memory size: {memory.Length} elements is less than shape size: {elements} elements");
        }

        MemoryHandle pinned = memory.Pin();
        try
        {
            return new OrtValue(Wrap(memoryInfo, elementType, shape, pinned.Pointer, (long)memory.Length * sizeof(T)), pinned);
        }
        catch
        {
            pinned.Dispose();
            throw;
        }
    }

    /// <inheritdoc cref="CreateTensorValueFromMemory{T}(OrtMemoryInfo, Memory{T}, long[])"/>
    public static OrtValue CreateTensorValueFromMemory<T>(T[] data, long[] shape)
        where T : unmanaged => CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, new Memory<T>(data), shape);

    /// <summary>A tensor in memory of the allocator, which gets it back at Dispose. The elements are not initialised.</summary>
    public static OrtValue CreateAllocatedTensorValue(OrtAllocator allocator, TensorElementType elementType, long[] shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        using var from = new HandleLease(allocator);
        nint value;
        fixed (long* dimensions = shape)
        {
            Ort.Check(Ort.Api->CreateTensorAsOrtValue(from.Pointer, dimensions, (nuint)shape.Length, elementType, &value));
        }

        return new OrtValue(new ValueHandle(value, allocator));
    }

    private static ValueHandle Wrap(OrtMemoryInfo memoryInfo, TensorElementType elementType, long[] shape, void* data, long bytes)
    {
        using var memory = new HandleLease(memoryInfo);
        nint value;
        fixed (long* dimensions = shape)
        {
            Ort.Check(Ort.Api->CreateTensorWithDataAsOrtValue(
                memory.Pointer, data, (nuint)bytes, dimensions, (nuint)shape.Length, elementType, &value));
        }

        return new ValueHandle(value);
    }

    private static long ElementCount(long[] shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        long count = 1;
        foreach (long dimension in shape)
        {
            if (dimension < 0)
            {
                throw new ArgumentOutOfRangeException(nameof(shape), $"Shape must not have negative elements: {dimension}");
            }

            count = checked(count * dimension);
        }

        return count;
    }
}

using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace StreamServer.Tests.Compat.OnnxRuntime;

public sealed class OrtValueTests
{
    [Fact]
    public void A_tensor_over_an_array_is_the_array()
    {
        float[] array = [1, 2, 3, 4, 5, 6];
        using OrtValue value = OrtValue.CreateTensorValueFromMemory(array, [2, 3]);

        value.GetTensorMutableDataAsSpan<float>()[4] = 50;
        array[0] = 10;

        Assert.Equal([10, 2, 3, 4, 50, 6], value.GetTensorDataAsSpan<float>());
        Assert.Equal(50, array[4]);
        Assert.Equal(24, value.GetTensorSizeInBytes());
        Assert.True(value.IsTensor);
        Assert.False(value.IsSparseTensor);
        Assert.Equal(OnnxValueType.ONNX_TYPE_TENSOR, value.OnnxType);
    }

    [Fact]
    public void A_tensor_may_cover_the_beginning_of_a_longer_memory()
    {
        long[] array = [1, 2, 3, 4, 5];
        using OrtValue value = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, array.AsMemory(1), [3]);

        Assert.Equal([2, 3, 4], value.GetTensorDataAsSpan<long>());
    }

    [Fact]
    public void A_scalar_has_rank_zero_and_one_element()
    {
        using OrtValue value = OrtValue.CreateTensorValueFromMemory(new long[] { 16_000 }, []);

        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();

        Assert.Equal(0, info.DimensionsCount);
        Assert.Equal(1, info.ElementCount);
        Assert.Equal([16_000], value.GetTensorDataAsSpan<long>());
    }

    [Fact]
    public void A_tensor_may_be_empty()
    {
        using OrtValue value = OrtValue.CreateTensorValueFromMemory(Array.Empty<float>(), [1, 2, 0, 64]);

        Assert.True(value.GetTensorDataAsSpan<float>().IsEmpty);
        Assert.Equal(0, value.GetTensorSizeInBytes());
        Assert.Equal([1, 2, 0, 64], value.GetTensorTypeAndShape().Shape);
    }

    [Fact]
    public void Memory_that_is_too_small_is_an_invalid_argument()
    {
        var thrown = Assert.Throws<OnnxRuntimeException>(() => OrtValue.CreateTensorValueFromMemory(new float[5], [2, 3]));

        Assert.StartsWith("[ErrorCode:InvalidArgument]", thrown.Message);
        Assert.Contains("5", thrown.Message);
        Assert.Contains("6", thrown.Message);
    }

    [Fact]
    public void A_negative_dimension_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => OrtValue.CreateTensorValueFromMemory(new float[5], [-1, 5]));
    }

    [Fact]
    public void A_type_that_tensors_cannot_have_is_an_invalid_argument()
    {
        Assert.Throws<OnnxRuntimeException>(() => OrtValue.CreateTensorValueFromMemory(new DateTime[1], [1]));
    }

    [Fact]
    public void A_span_of_another_type_is_refused_except_of_bytes()
    {
        using OrtValue value = OrtValue.CreateTensorValueFromMemory(new[] { 1f }, [1]);

        var thrown = Assert.Throws<OnnxRuntimeException>(() => value.GetTensorDataAsSpan<int>().Length);

        Assert.Equal(
            "[ErrorCode:InvalidArgument] Requested type: System.Int32 does not match the actual type: System.Single", thrown.Message);
        Assert.Equal(new byte[] { 0, 0, 0x80, 0x3F }, value.GetTensorDataAsSpan<byte>());
        Assert.Equal(new byte[] { 0, 0, 0x80, 0x3F }, value.GetTensorMutableRawData());
    }

    [Fact]
    public void Every_numeric_type_makes_a_tensor_of_its_element_type()
    {
        AssertElementType<float>(TensorElementType.Float);
        AssertElementType<double>(TensorElementType.Double);
        AssertElementType<byte>(TensorElementType.UInt8);
        AssertElementType<sbyte>(TensorElementType.Int8);
        AssertElementType<short>(TensorElementType.Int16);
        AssertElementType<ushort>(TensorElementType.UInt16);
        AssertElementType<int>(TensorElementType.Int32);
        AssertElementType<uint>(TensorElementType.UInt32);
        AssertElementType<long>(TensorElementType.Int64);
        AssertElementType<ulong>(TensorElementType.UInt64);
        AssertElementType<bool>(TensorElementType.Bool);
        AssertElementType<Float16>(TensorElementType.Float16);
        AssertElementType<BFloat16>(TensorElementType.BFloat16);
    }

    [Fact]
    public void An_allocated_tensor_can_be_written_and_read()
    {
        using OrtValue value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorElementType.Int32, [2, 2]);

        new[] { 1, 2, 3, 4 }.CopyTo(value.GetTensorMutableDataAsSpan<int>());

        Assert.Equal([1, 2, 3, 4], value.GetTensorDataAsSpan<int>());
        using OrtMemoryInfo memory = value.GetTensorMemoryInfo();
        Assert.Equal("Cpu", memory.Name);
    }

    [Fact]
    public void Tensors_over_parts_of_a_buffer_share_it()
    {
        using OrtMemoryAllocation buffer = OrtAllocator.DefaultInstance.Allocate(8 * sizeof(float));
        IntPtr start = buffer.DangerousGetHandle();
        using OrtValue whole = OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, TensorElementType.Float, [2, 4], start, 8 * sizeof(float));
        using OrtValue second = OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, TensorElementType.Float, [1, 4], start + (4 * sizeof(float)), 4 * sizeof(float));

        whole.GetTensorMutableDataAsSpan<float>().Clear();
        second.GetTensorMutableDataAsSpan<float>().Fill(1);

        Assert.Equal([0, 0, 0, 0, 1, 1, 1, 1], whole.GetTensorDataAsSpan<float>());
    }

    [Fact]
    public void A_native_buffer_that_is_too_small_is_an_invalid_argument()
    {
        using OrtMemoryAllocation buffer = OrtAllocator.DefaultInstance.Allocate(8);

        var thrown = Assert.Throws<OnnxRuntimeException>(() => OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, TensorElementType.Float, [3], buffer.DangerousGetHandle(), 8));

        Assert.StartsWith("[ErrorCode:InvalidArgument]", thrown.Message);
    }

    [Fact]
    public void Strings_have_no_native_buffer()
    {
        Assert.Throws<OnnxRuntimeException>(() => OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, TensorElementType.String, [1], IntPtr.Zero, 8));
    }

    [Fact]
    public void GetTypeInfo_says_what_the_tensor_is()
    {
        using OrtValue value = OrtValue.CreateTensorValueFromMemory(new float[6], [2, 3]);

        OrtTypeInfo info = value.GetTypeInfo();

        Assert.Equal(OnnxValueType.ONNX_TYPE_TENSOR, info.OnnxType);
        Assert.Equal(TensorElementType.Float, info.TensorTypeAndShapeInfo.ElementDataType);
        Assert.Equal([2, 3], info.TensorTypeAndShapeInfo.Shape);
        Assert.Equal(6, info.TensorTypeAndShapeInfo.ElementCount);
        Assert.Equal(2, info.TensorTypeAndShapeInfo.DimensionsCount);
        Assert.False(info.TensorTypeAndShapeInfo.IsString);
    }

    [Fact]
    public void Disposing_twice_does_no_harm()
    {
        OrtValue value = OrtValue.CreateTensorValueFromMemory(new float[6], [2, 3]);

        value.Dispose();
        value.Dispose();

        using OrtValue next = OrtValue.CreateTensorValueFromMemory(new float[6], [2, 3]);
        Assert.Equal(24, next.GetTensorSizeInBytes());
    }

    [Fact]
    public void The_garbage_collector_does_not_move_memory_under_a_tensor()
    {
        const int Tensors = 64;
        var arrays = new float[Tensors][];
        var values = new OrtValue[Tensors];
        for (int i = 0; i < Tensors; i++)
        {
            // Garbage between the arrays gives the compacting collector a reason to move them.
            Assert.Equal(4000, new byte[4000].Length);
            arrays[i] = [i, i + 1];
            values[i] = OrtValue.CreateTensorValueFromMemory(arrays[i], [1, 2]);
        }

        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);

        using var session = new InferenceSession(OnnxModel.MatMul(1, 0, 0, 1).ToBytes());
        using var options = new RunOptions();
        for (int i = 0; i < Tensors; i++)
        {
            using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, ["X"], [values[i]], ["Y"]);
            Assert.Equal(arrays[i], outputs[0].GetTensorDataAsSpan<float>());
            values[i].GetTensorMutableDataAsSpan<float>()[0] = -1;
            Assert.Equal(-1, arrays[i][0]);
            values[i].Dispose();
        }
    }

    [Fact]
    public void Dispose_lets_go_of_the_memory()
    {
        WeakReference array = CreateAndDispose();

        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);

        Assert.False(array.IsAlive);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference CreateAndDispose()
        {
            var memory = new float[16];
            OrtValue.CreateTensorValueFromMemory(memory, [16]).Dispose();
            return new WeakReference(memory);
        }
    }

    private static void AssertElementType<T>(TensorElementType expected)
        where T : unmanaged
    {
        using OrtValue value = OrtValue.CreateTensorValueFromMemory(new T[3], [3]);

        Assert.Equal(expected, value.GetTensorTypeAndShape().ElementDataType);
        Assert.Equal(3, value.GetTensorDataAsSpan<T>().Length);
        Assert.Equal(3 * Marshal.SizeOf(default(T) is bool ? (object)(byte)0 : default(T)), value.GetTensorSizeInBytes());
    }
}

using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace StreamServer.Tests.Compat.OnnxRuntime;

public sealed class OrtAllocatorTests
{
    [Fact]
    public void The_default_allocates_memory_of_the_cpu()
    {
        using OrtMemoryAllocation memory = OrtAllocator.DefaultInstance.Allocate(1000);

        Assert.Equal(1000u, memory.Size);
        Assert.False(memory.IsInvalid);
        using OrtMemoryInfo info = memory.Info;
        Assert.Equal("Cpu", info.Name);
        Assert.Same(OrtAllocator.DefaultInstance, OrtAllocator.DefaultInstance);
    }

    [Fact]
    public void A_sessions_allocator_makes_tensors()
    {
        using var session = new InferenceSession(OnnxModel.MatMul(1, 0, 0, 1).ToBytes());
        using var allocator = new OrtAllocator(session, OrtMemoryInfo.DefaultInstance);
        using OrtValue value = OrtValue.CreateAllocatedTensorValue(allocator, TensorElementType.Float, [4]);

        value.GetTensorMutableDataAsSpan<float>().Fill(2);

        Assert.Equal([2, 2, 2, 2], value.GetTensorDataAsSpan<float>());
        using OrtMemoryInfo info = allocator.Info;
        Assert.Equal("Cpu", info.Name);
    }

    [Fact]
    public void A_session_has_no_allocator_for_a_device_it_does_not_use()
    {
        using var session = new InferenceSession(OnnxModel.MatMul(1, 0, 0, 1).ToBytes());
        using var cuda = new OrtMemoryInfo(OrtMemoryInfo.allocatorCUDA, OrtAllocatorType.DeviceAllocator, 0, OrtMemType.Default);

        Assert.Throws<OnnxRuntimeException>(() => new OrtAllocator(session, cuda));
    }

    [Fact]
    public void An_allocation_can_be_disposed_twice()
    {
        OrtMemoryAllocation memory = OrtAllocator.DefaultInstance.Allocate(16);

        memory.Dispose();
        memory.Dispose();

        Assert.True(memory.IsClosed);
    }

    [Fact]
    public void Forgotten_allocations_are_collected_with_their_allocator()
    {
        Forget();

        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
        GC.WaitForPendingFinalizers();

        using OrtMemoryAllocation next = OrtAllocator.DefaultInstance.Allocate(16);
        Assert.False(next.IsInvalid);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static void Forget()
        {
            var session = new InferenceSession(OnnxModel.MatMul(1, 0, 0, 1).ToBytes());
            for (int i = 0; i < 100; i++)
            {
                Assert.Equal(64u, new OrtAllocator(session, OrtMemoryInfo.DefaultInstance).Allocate(64).Size);
            }
        }
    }
}

using Microsoft.ML.OnnxRuntime;

namespace StreamServer.Tests.Compat.OnnxRuntime;

public sealed class OrtMemoryInfoTests
{
    [Fact]
    public void The_default_is_memory_of_the_cpu()
    {
        OrtMemoryInfo cpu = OrtMemoryInfo.DefaultInstance;

        Assert.Equal("Cpu", cpu.Name);
        Assert.Equal(0, cpu.Id);
        Assert.Equal(OrtAllocatorType.DeviceAllocator, cpu.GetAllocatorType());
        Assert.Equal(OrtMemType.Cpu, cpu.GetMemoryType());
        Assert.Same(cpu, OrtMemoryInfo.DefaultInstance);
    }

    [Fact]
    public void Names_as_text_and_as_bytes_mean_the_same()
    {
        using var text = new OrtMemoryInfo("Cpu", OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
        using var bytes = new OrtMemoryInfo(OrtMemoryInfo.allocatorCPU, OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);

        Assert.True(text.Equals(bytes));
        Assert.True(text.Equals((object)bytes));
        Assert.Equal(OrtAllocatorType.ArenaAllocator, text.GetAllocatorType());
    }

    [Fact]
    public void Memory_of_another_device_is_not_equal()
    {
        using var first = new OrtMemoryInfo(OrtMemoryInfo.allocatorCUDA, OrtAllocatorType.DeviceAllocator, 0, OrtMemType.Default);
        using var second = new OrtMemoryInfo(OrtMemoryInfo.allocatorCUDA, OrtAllocatorType.DeviceAllocator, 1, OrtMemType.Default);

        Assert.False(first.Equals(second));
        Assert.False(first.Equals("Cuda"));
        Assert.Equal("Cuda", first.Name);
        Assert.Equal(1, second.Id);
    }

    [Fact]
    public void An_unknown_allocator_is_an_invalid_argument()
    {
        var thrown = Assert.Throws<OnnxRuntimeException>(
            () => new OrtMemoryInfo("no such device", OrtAllocatorType.DeviceAllocator, 0, OrtMemType.Default));

        Assert.StartsWith("[ErrorCode:InvalidArgument]", thrown.Message);
    }
}

using System.Runtime.InteropServices;
using StreamServer.Inference.Runtime;

namespace StreamServer.Tests.Runtime;

public sealed class CudaLibrariesTests
{
    [Fact]
    public void What_is_missing_is_said_by_name()
    {
        string? missing = CudaLibraries.Missing();
        bool found = NativeLibrary.TryLoad("libcublasLt.so.13", out nint handle);
        if (found)
        {
            NativeLibrary.Free(handle);
        }

        Assert.Equal(!found && OperatingSystem.IsLinux(), missing?.Contains("libcublasLt.so.13", StringComparison.Ordinal) ?? false);
    }
}

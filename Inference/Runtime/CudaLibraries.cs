using System.Runtime.InteropServices;

namespace StreamServer.Inference.Runtime;

/// <summary>What the CUDA provider of ONNX Runtime stands on, so that a start on the processor can say what is missing by name.</summary>
internal static class CudaLibraries
{
    /// <summary>What <c>libonnxruntime_providers_cuda.so</c> 1.31.0 names as needed; cuDNN and cuFFT it opens later, by itself.</summary>
    private static readonly string[] Needed =
        ["libcuda.so.1", "libcudart.so.13", "libcublasLt.so.13", "libcublas.so.13", "libcurand.so.10"];

    /// <summary>One sentence: which of them this system lacks; null when it has all, or is not Linux.</summary>
    public static string? Missing()
    {
        string[] missing = OperatingSystem.IsLinux() ? [.. Needed.Where(name => !CanLoad(name))] : [];
        return missing.Length == 0
            ? null
            : $"{string.Join(", ", missing)} not found (the NVIDIA driver, CUDA 13 and cuDNN 9 are needed)";
    }

    private static bool CanLoad(string name)
    {
        if (!NativeLibrary.TryLoad(name, out nint handle))
        {
            return false;
        }

        NativeLibrary.Free(handle);
        return true;
    }
}

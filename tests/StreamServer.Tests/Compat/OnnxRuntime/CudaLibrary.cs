using Microsoft.ML.OnnxRuntime;

namespace StreamServer.Tests.Compat.OnnxRuntime;

/// <summary>Whether ONNX Runtime's CUDA provider lies beside the tests. It may still not load, where there is no CUDA.</summary>
internal static class CudaLibrary
{
    private static bool Exists =>
        Directory.EnumerateFiles(AppContext.BaseDirectory, "libonnxruntime_providers_cuda.so", SearchOption.AllDirectories).Any();

    /// <summary>Without the provider every use of CUDA throws <see cref="OnnxRuntimeException"/>; with it nothing else is thrown.</summary>
    public static void AssertExpected(Exception? thrown)
    {
        if (thrown is not null || !Exists)
        {
            Assert.IsType<OnnxRuntimeException>(thrown);
        }
    }
}

using Microsoft.ML.OnnxRuntime;

namespace StreamServer.Tests.Compat.OnnxRuntime;

public sealed class OrtCUDAProviderOptionsTests
{
    [Fact]
    public void Options_are_kept_with_cuda_and_an_exception_without_it()
    {
        using var options = new OrtCUDAProviderOptions();

        CudaLibrary.AssertExpected(Record.Exception(() =>
        {
            options.UpdateOptions(new Dictionary<string, string> { ["arena_extend_strategy"] = "kSameAsRequested" });
            Assert.Contains("arena_extend_strategy=kSameAsRequested", options.GetOptions());
        }));
        CudaLibrary.AssertExpected(Record.Exception(() => SessionOptions.MakeSessionOptionWithCudaProvider(options).Dispose()));
    }
}

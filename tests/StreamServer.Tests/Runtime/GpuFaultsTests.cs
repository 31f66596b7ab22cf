using StreamServer.Inference;
using StreamServer.Inference.Runtime;

namespace StreamServer.Tests.Runtime;

/// <summary>Texts as ONNX Runtime writes them, from its reports of bugs and its cuda_call.cc.</summary>
public sealed class GpuFaultsTests
{
    [Theory]
    [InlineData("[ErrorCode:Fail] CUDA failure 700: an illegal memory access was encountered ; GPU=0 ; hostname=pod ; "
        + "file=/onnxruntime_src/onnxruntime/core/providers/cuda/gpu_data_transfer.cc ; line=73 ; expr=cudaMemcpyAsync(dst)")]
    [InlineData("CUDA failure 719: unspecified launch failure ; GPU=1 ; hostname=pod ; expr=cudaStreamSynchronize(stream);")]
    [InlineData("CUDA failure 214: uncorrectable ECC error encountered ; GPU=0 ; hostname=pod ; expr=cudaDeviceSynchronize()")]
    [InlineData("CUDA failure 999: unknown error ; GPU=0 ; hostname=pod ; expr=cudaSetDevice(0)")]
    [InlineData("CUDA error executing cudaMemcpy(dst, src, bytes, cudaMemcpyHostToDevice): an illegal memory access was encountered")]
    [InlineData("CUDA failure 100: no CUDA-capable device is detected ; GPU=-1 ; hostname=pod ; expr=cudaSetDevice(0)")]
    public void Are_recognised(string text)
    {
        Assert.True(GpuFaults.IsUnrecoverable(new InvalidOperationException(text)));
        Assert.True(GpuFaults.IsUnrecoverable(
            new EngineFaultException("No.", new StreamException(StreamError.ModelFailed, "No.", inner: new Exception(text)))));
        Assert.True(GpuFaults.IsUnrecoverable(new AggregateException(new Exception("other"), new Exception(text))));
    }

    [Theory]
    [InlineData("CUDA failure 2: out of memory ; GPU=0 ; hostname=pod ; expr=cudaMalloc((void**)&p, size);")]
    [InlineData("BFCArena::AllocateRawInternal Failed to allocate memory for requested buffer of size 700")]
    [InlineData("CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED ; GPU=0 ; hostname=pod")]
    [InlineData("Non-zero status code returned while running Gather node. Status Message: indices element out of data bounds, idx=700")]
    [InlineData("a device 719 of somebody")]
    public void Are_not_seen_where_there_are_none(string text) =>
        Assert.False(GpuFaults.IsUnrecoverable(new InvalidOperationException(text)));

    [Fact]
    public void Nothing_is_none() => Assert.False(GpuFaults.IsUnrecoverable(null));
}

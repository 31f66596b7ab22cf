using Microsoft.ML.OnnxRuntime;

namespace StreamServer.Tests.Compat.OnnxRuntime;

public sealed class SessionOptionsTests
{
    private static readonly byte[] Model = OnnxModel.MatMul(10, 20, 30, 40).ToBytes();

    [Fact]
    public void Defaults_are_those_of_the_native_library()
    {
        using var options = new SessionOptions();

        Assert.True(options.EnableMemoryPattern);
        Assert.True(options.EnableCpuMemArena);
        Assert.False(options.EnableProfiling);
        Assert.Equal(GraphOptimizationLevel.ORT_ENABLE_ALL, options.GraphOptimizationLevel);
        Assert.Equal(ExecutionMode.ORT_SEQUENTIAL, options.ExecutionMode);
        Assert.Equal(OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING, options.LogSeverityLevel);
        Assert.Equal(0, options.IntraOpNumThreads);
        Assert.Equal(0, options.InterOpNumThreads);
        Assert.Equal("", options.LogId);
        Assert.Equal("", options.OptimizedModelFilePath);
    }

    [Fact]
    public void A_session_runs_with_every_option_changed()
    {
        using var options = new SessionOptions
        {
            EnableMemoryPattern = false,
            EnableCpuMemArena = false,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_PARALLEL,
            IntraOpNumThreads = 1,
            InterOpNumThreads = 2,
            LogId = "a test",
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            LogVerbosityLevel = 1,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        options.AppendExecutionProvider_CPU(0);

        Assert.Equal([70, 100], Run(options));
        Assert.False(options.EnableMemoryPattern);
        Assert.False(options.EnableCpuMemArena);
        Assert.Equal(2, options.InterOpNumThreads);
        Assert.Equal("a test", options.LogId);
    }

    [Fact]
    public void A_configuration_entry_reaches_the_session()
    {
        using var options = new SessionOptions();
        options.AddSessionConfigEntry("session.load_model_format", "ORT");

        Assert.Throws<OnnxRuntimeException>(() => new InferenceSession(Model, options));
    }

    [Fact]
    public void A_configuration_key_that_is_too_long_is_refused()
    {
        using var options = new SessionOptions();

        Assert.Throws<OnnxRuntimeException>(() => options.AddSessionConfigEntry(new string('k', 5000), "1"));
    }

    [Fact]
    public void A_symbolic_dimension_can_be_fixed()
    {
        using var options = new SessionOptions();
        options.AddFreeDimensionOverrideByName("N", 3);

        using var session = new InferenceSession(Model, options);

        Assert.Equal([3, 2], session.InputMetadata["X"].Dimensions);
    }

    [Fact]
    public void The_optimized_model_is_saved_where_asked()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");
        using var options = new SessionOptions { OptimizedModelFilePath = path };
        try
        {
            new InferenceSession(Model, options).Dispose();

            Assert.Equal(path, options.OptimizedModelFilePath);
            using var again = new InferenceSession(path);
            Assert.Equal(["X"], again.InputNames);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void An_added_initializer_replaces_the_one_in_the_model()
    {
        using OrtValue identity = OrtValue.CreateTensorValueFromMemory(new float[] { 1, 0, 0, 1 }, [2, 2]);
        using var options = new SessionOptions();
        options.AddInitializer("W", identity);

        Assert.Equal([1, 2], Run(options));
    }

    [Fact]
    public void Sessions_without_their_own_threads_need_global_ones()
    {
        using var options = new SessionOptions();
        options.DisablePerSessionThreads();

        // This process creates its environment without options, so there are no global pools.
        Assert.Throws<OnnxRuntimeException>(() => new InferenceSession(Model, options));
    }

    [Fact]
    public void Cuda_that_cannot_be_had_is_an_exception_and_the_process_goes_on()
    {
        using var options = new SessionOptions();

        Exception? thrown = Record.Exception(() => options.AppendExecutionProvider_CUDA(0));
        Exception? thrownAgain = Record.Exception(() => SessionOptions.MakeSessionOptionWithCudaProvider(0).Dispose());

        Assert.Equal(thrown?.GetType(), thrownAgain?.GetType());
        CudaLibrary.AssertExpected(thrown);
        Assert.Equal([70, 100], Run(options));
    }

    [Fact]
    public void A_provider_that_does_not_exist_is_refused_by_name()
    {
        using var options = new SessionOptions();

        Exception thrown = Assert.ThrowsAny<Exception>(
            () => options.AppendExecutionProvider("NoSuchProvider", new Dictionary<string, string> { ["key"] = "value" }));

        Assert.Contains("provider", thrown.Message);
    }

    [Fact]
    public void Disposing_twice_does_no_harm()
    {
        var options = new SessionOptions();

        options.Dispose();
        options.Dispose();

        Assert.True(options.IsClosed);
    }

    private static float[] Run(SessionOptions options)
    {
        using var session = new InferenceSession(Model, options);
        using var runOptions = new RunOptions();
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(new float[] { 1, 2 }, [1, 2]);
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(runOptions, ["X"], [input], ["Y"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}

using Microsoft.ML.OnnxRuntime;

namespace StreamServer.Tests.Compat.OnnxRuntime;

public sealed class RunOptionsTests
{
    private static readonly byte[] Model = OnnxModel.MatMul(10, 20, 30, 40).ToBytes();

    [Fact]
    public void Options_keep_what_they_are_given()
    {
        using var options = new RunOptions
        {
            LogId = "a run",
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            LogVerbosityLevel = 2,
        };

        Assert.Equal("a run", options.LogId);
        Assert.Equal(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, options.LogSeverityLevel);
        Assert.Equal(2, options.LogVerbosityLevel);
        Assert.False(options.Terminate);
        Assert.Equal([70, 100], Run(options));
    }

    [Fact]
    public void Terminate_refuses_runs_until_it_is_taken_back()
    {
        using var options = new RunOptions { Terminate = true };

        var thrown = Assert.Throws<OnnxRuntimeException>(() => Run(options));
        options.Terminate = false;

        Assert.Contains("terminate flag", thrown.Message);
        Assert.Equal([70, 100], Run(options));
    }

    [Fact]
    public async Task Terminate_ends_a_run_that_would_never_end()
    {
        using var session = new InferenceSession(OnnxModel.Endless().ToBytes());
        using var options = new RunOptions();
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(new float[1], [1]);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // Whether the flag comes before or after the run's first node, the run can end in no other way.
        Task run = Task.Run(() =>
        {
            started.SetResult();
            session.Run(options, ["X"], [input], ["Y"]).Dispose();
        });
        await started.Task.WaitAsync(TimeSpan.FromSeconds(30));
        options.Terminate = true;

        var thrown = await Assert.ThrowsAsync<OnnxRuntimeException>(() => run.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Contains("terminate flag", thrown.Message);
    }

    [Fact]
    public void A_configuration_entry_reaches_the_run()
    {
        using var options = new RunOptions();

        options.AddRunConfigEntry("memory.enable_memory_arena_shrinkage", "cpu:0");
        Assert.Equal([70, 100], Run(options));

        options.AddRunConfigEntry("memory.enable_memory_arena_shrinkage", "gpu:7");
        var thrown = Assert.Throws<OnnxRuntimeException>(() => Run(options));
        Assert.Contains("gpu:7", thrown.Message);
    }

    private static float[] Run(RunOptions options)
    {
        using var session = new InferenceSession(Model);
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(new float[] { 1, 2 }, [1, 2]);
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, ["X"], [input], ["Y"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}

using Microsoft.ML.OnnxRuntime;

namespace StreamServer.Tests.Compat.OnnxRuntime;

public sealed class OrtEnvTests
{
    [Fact]
    public void There_is_one_environment()
    {
        OrtEnv env = OrtEnv.Instance();

        Assert.Same(env, OrtEnv.Instance());
        Assert.True(OrtEnv.IsCreated);
    }

    [Fact]
    public void Options_come_too_late_when_the_environment_exists()
    {
        OrtEnv.Instance();
        using var threads = new OrtThreadingOptions { GlobalIntraOpNumThreads = 1 };
        var options = new EnvironmentCreationOptions { logId = "late", threadOptions = threads };

        var thrown = Assert.Throws<OnnxRuntimeException>(() => OrtEnv.CreateInstanceWithOptions(ref options));

        Assert.Equal(
            "[ErrorCode:RuntimeException] OrtEnv singleton instance already exists, supplied options would not have effect",
            thrown.Message);
    }

    [Fact]
    public void The_cpu_is_among_the_providers()
    {
        Assert.Contains("CPUExecutionProvider", OrtEnv.Instance().GetAvailableProviders());
    }

    [Fact]
    public void The_version_is_one()
    {
        Assert.Equal(1, Version.Parse(OrtEnv.Instance().GetVersionString()).Major);
    }

    [Fact]
    public void The_log_level_can_be_changed()
    {
        OrtEnv env = OrtEnv.Instance();
        OrtLoggingLevel before = env.EnvLogLevel;

        env.EnvLogLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
        Assert.Equal(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, env.EnvLogLevel);

        env.EnvLogLevel = before;
    }

    [Fact]
    public void CopyTensors_wants_as_many_destinations_as_sources()
    {
        using OrtValue value = OrtValue.CreateTensorValueFromMemory(new float[1], [1]);

        // The original does not look and runs over the end of the list: ArgumentOutOfRangeException.
        Assert.ThrowsAny<ArgumentException>(() => OrtEnv.Instance().CopyTensors([value], [], null!));
    }

    [Fact]
    public void Sessions_can_share_a_registered_arena()
    {
        using var arena = new OrtArenaCfg(0, 1, -1, -1);
        using var memory = new OrtMemoryInfo(OrtMemoryInfo.allocatorCPU, OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
        OrtEnv.Instance().CreateAndRegisterAllocator(memory, arena);
        using var options = new SessionOptions();
        options.AddSessionConfigEntry("session.use_env_allocators", "1");

        using var first = new InferenceSession(OnnxModel.MatMul(1, 0, 0, 1).ToBytes(), options);
        using var second = new InferenceSession(OnnxModel.MatMul(1, 0, 0, 1).ToBytes(), options);

        Assert.Equal(first.InputNames, second.InputNames);
    }
}

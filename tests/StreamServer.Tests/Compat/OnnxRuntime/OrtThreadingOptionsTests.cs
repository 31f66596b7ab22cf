using Microsoft.ML.OnnxRuntime;

namespace StreamServer.Tests.Compat.OnnxRuntime;

public sealed class OrtThreadingOptionsTests
{
    [Fact]
    public void All_settings_are_accepted()
    {
        using var options = new OrtThreadingOptions
        {
            GlobalIntraOpNumThreads = 2,
            GlobalInterOpNumThreads = 1,
            GlobalSpinControl = false,
        };
        options.SetGlobalDenormalAsZero();

        Assert.False(options.IsInvalid);
    }
}

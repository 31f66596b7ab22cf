using Microsoft.ML.OnnxRuntime;

namespace StreamServer.Tests.Compat.OnnxRuntime;

public sealed class InferenceSessionTests
{
    [Fact]
    public void Run_returns_the_outputs_in_the_order_asked_for()
    {
        using var session = new InferenceSession(TinyModels.Vad);
        using var options = new RunOptions();
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(new float[576], [1, 576]);
        using OrtValue state = OrtValue.CreateTensorValueFromMemory(new float[2 * 128], [2, 1, 128]);
        using OrtValue rate = OrtValue.CreateTensorValueFromMemory(new long[] { 16_000 }, []);

        using IDisposableReadOnlyCollection<OrtValue> outputs =
            session.Run(options, ["input", "state", "sr"], [input, state, rate], ["stateN", "output"]);

        Assert.Equal([2, 1, 128], outputs[0].GetTensorTypeAndShape().Shape);
        Assert.InRange(outputs[1].GetTensorDataAsSpan<float>()[0], 0f, 1f);
    }
}

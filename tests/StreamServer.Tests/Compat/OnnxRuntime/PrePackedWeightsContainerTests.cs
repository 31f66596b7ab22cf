using Microsoft.ML.OnnxRuntime;

namespace StreamServer.Tests.Compat.OnnxRuntime;

public sealed class PrePackedWeightsContainerTests
{
    [Fact]
    public void Two_sessions_share_one_weight()
    {
        byte[] model = OnnxModel.MatMul(0, 0, 0, 0).ToBytes();
        using OrtValue weights = OrtValue.CreateTensorValueFromMemory(new float[] { 10, 20, 30, 40 }, [2, 2]);
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(new float[] { 1, 2 }, [1, 2]);
        using var options = new SessionOptions();
        using var runOptions = new RunOptions();
        options.AddInitializer("W", weights);
        using var container = new PrePackedWeightsContainer();

        using var first = new InferenceSession(model, options, container);
        using var second = new InferenceSession(model, options, container);

        foreach (InferenceSession session in new[] { first, second, first })
        {
            using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(runOptions, ["X"], [input], ["Y"]);
            Assert.Equal([70, 100], outputs[0].GetTensorDataAsSpan<float>());
        }
    }

    [Fact]
    public void Files_are_opened_with_a_container_too()
    {
        using var container = new PrePackedWeightsContainer();
        using var options = new SessionOptions();

        using var plain = new InferenceSession(TinyModels.Vad, container);
        using var configured = new InferenceSession(TinyModels.Vad, options, container);

        Assert.Equal(plain.InputNames, configured.InputNames);
    }
}

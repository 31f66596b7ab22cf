using Microsoft.ML.OnnxRuntime;

namespace StreamServer.Tests.Runtime;

/// <summary>What the engines expect of ONNX Runtime beyond its documentation.</summary>
public sealed class OnnxRuntimeTests
{
    [Fact]
    public void Bound_runs_allocate_nothing_on_the_managed_heap()
    {
        const int Runs = 200;
        using RunOptions options = new();
        using InferenceSession session = new(TinyModels.Vad);
        using OrtIoBinding binding = session.CreateIoBinding();
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(new float[4 * 576], [4, 576]);
        using OrtValue state = OrtValue.CreateTensorValueFromMemory(new float[2 * 4 * 128], [2, 4, 128]);
        using OrtValue rate = OrtValue.CreateTensorValueFromMemory(new long[] { 16_000 }, []);
        using OrtValue output = OrtValue.CreateTensorValueFromMemory(new float[4], [4, 1]);
        using OrtValue newState = OrtValue.CreateTensorValueFromMemory(new float[2 * 4 * 128], [2, 4, 128]);
        binding.BindInput("input", input);
        binding.BindInput("state", state);
        binding.BindInput("sr", rate);
        binding.BindOutput("output", output);
        binding.BindOutput("stateN", newState);

        Assert.Equal(0, Allocations.OnceWarm(() =>
        {
            for (int run = 0; run < Runs; run++)
            {
                session.RunWithBinding(options, binding);
            }
        }));
    }
}

using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace StreamServer.Tests.Compat.OnnxRuntime;

public sealed class OrtIoBindingTests : IDisposable
{
    private readonly InferenceSession _session = new(OnnxModel.MatMul(10, 20, 30, 40).ToBytes());
    private readonly RunOptions _options = new();
    private readonly OrtIoBinding _binding;

    public OrtIoBindingTests() => _binding = _session.CreateIoBinding();

    public void Dispose()
    {
        _binding.Dispose();
        _options.Dispose();
        _session.Dispose();
    }

    [Fact]
    public void A_bound_input_may_change_between_runs()
    {
        float[] x = [1, 2];
        float[] y = new float[2];
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(x, [1, 2]);
        using OrtValue output = OrtValue.CreateTensorValueFromMemory(y, [1, 2]);
        _binding.BindInput("X", input);
        _binding.BindOutput("Y", output);
        _binding.SynchronizeBoundInputs();

        _session.RunWithBinding(_options, _binding);
        _binding.SynchronizeBoundOutputs();
        Assert.Equal([70, 100], y);

        x[0] = 0;
        _session.RunWithBinding(_options, _binding);
        Assert.Equal([60, 80], y);
    }

    [Fact]
    public void Runs_allocate_nothing_on_the_managed_heap()
    {
        const int Runs = 200;
        using var session = new InferenceSession(TinyModels.Vad);
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
                session.RunWithBinding(_options, binding);
            }
        }));
    }

    [Fact]
    public void Outputs_without_memory_are_allocated_by_the_run()
    {
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(new float[] { 1, 2, 3, 4 }, [2, 2]);
        _binding.BindInput("X", input);
        _binding.BindOutputToDevice("Y", OrtMemoryInfo.DefaultInstance);

        using IDisposableReadOnlyCollection<OrtValue> outputs = _session.RunWithBoundResults(_options, _binding);

        Assert.Equal(["Y"], _binding.GetOutputNames());
        Assert.Equal([70, 100, 150, 220], Assert.Single(outputs).GetTensorDataAsSpan<float>());
    }

    [Fact]
    public void Names_and_values_come_in_the_order_of_binding()
    {
        using var session = new InferenceSession(TinyModels.Vad);
        using OrtIoBinding binding = session.CreateIoBinding();
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(new float[576], [1, 576]);
        using OrtValue state = OrtValue.CreateTensorValueFromMemory(new float[2 * 128], [2, 1, 128]);
        using OrtValue rate = OrtValue.CreateTensorValueFromMemory(new long[] { 16_000 }, []);
        binding.BindInput("input", input);
        binding.BindInput("state", state);
        binding.BindInput("sr", rate);
        binding.BindOutputToDevice("stateN", OrtMemoryInfo.DefaultInstance);
        binding.BindOutputToDevice("output", OrtMemoryInfo.DefaultInstance);

        session.RunWithBinding(_options, binding);

        Assert.Equal(["stateN", "output"], binding.GetOutputNames());
        using IDisposableReadOnlyCollection<OrtValue> values = binding.GetOutputValues();
        Assert.Equal([2, 1, 128], values[0].GetTensorTypeAndShape().Shape);
        Assert.Equal([1, 1], values[1].GetTensorTypeAndShape().Shape);
    }

    [Fact]
    public void Allocated_memory_can_be_bound()
    {
        using OrtMemoryAllocation x = OrtAllocator.DefaultInstance.Allocate(2 * sizeof(float));
        using OrtMemoryAllocation y = OrtAllocator.DefaultInstance.Allocate(2 * sizeof(float));
        new float[] { 1, 2 }.CopyTo(Floats(x));
        _binding.BindInput("X", TensorElementType.Float, [1, 2], x);
        _binding.BindOutput("Y", TensorElementType.Float, [1, 2], y);

        _session.RunWithBinding(_options, _binding);

        Assert.Equal([70, 100], Floats(y));

        static unsafe Span<float> Floats(OrtMemoryAllocation memory) =>
            new((void*)memory.DangerousGetHandle(), (int)memory.Size / sizeof(float));
    }

    [Fact]
    public void Cleared_bindings_are_gone()
    {
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(new float[] { 1, 2 }, [1, 2]);
        _binding.BindInput("X", input);
        _binding.BindOutputToDevice("Y", OrtMemoryInfo.DefaultInstance);

        _binding.ClearBoundInputs();
        _binding.ClearBoundOutputs();

        Assert.Empty(_binding.GetOutputNames());
        using IDisposableReadOnlyCollection<OrtValue> values = _binding.GetOutputValues();
        Assert.Empty(values);
        Assert.Throws<OnnxRuntimeException>(() => _session.RunWithBinding(_options, _binding));
    }

    [Fact]
    public void An_unknown_input_is_an_exception_and_clearing_repairs_the_binding()
    {
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(new float[] { 1, 2 }, [1, 2]);

        var thrown = Assert.Throws<OnnxRuntimeException>(() => _binding.BindInput("no such input", input));
        Assert.Contains("no such input", thrown.Message);

        _binding.ClearBoundInputs();
        _binding.BindInput("X", input);
        _binding.BindOutputToDevice("Y", OrtMemoryInfo.DefaultInstance);
        _session.RunWithBinding(_options, _binding);
    }

    [Fact]
    public void An_output_of_the_wrong_shape_is_an_exception()
    {
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(new float[] { 1, 2 }, [1, 2]);
        using OrtValue output = OrtValue.CreateTensorValueFromMemory(new float[6], [3, 2]);
        _binding.BindInput("X", input);
        _binding.BindOutput("Y", output);

        Assert.Throws<OnnxRuntimeException>(() => _session.RunWithBinding(_options, _binding));
    }

    [Fact]
    public void Run_options_must_not_be_null()
    {
        Assert.ThrowsAny<Exception>(() => _session.RunWithBinding(null!, _binding));
    }

    [Fact]
    public void Disposing_twice_does_no_harm()
    {
        OrtIoBinding binding = _session.CreateIoBinding();

        binding.Dispose();
        binding.Dispose();

        Assert.True(binding.IsClosed);
    }
}

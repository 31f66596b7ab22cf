using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace StreamServer.Tests.Compat.OnnxRuntime;

public sealed class InferenceSessionRunTests : IDisposable
{
    // [1 2] · [10 20; 30 40] = [70 100]
    private static readonly float[] Weights = [10, 20, 30, 40];
    private static readonly float[] Product = [70, 100];

    private readonly InferenceSession _session = new(OnnxModel.MatMul(Weights).ToBytes());
    private readonly RunOptions _options = new();
    private readonly OrtValue _input = OrtValue.CreateTensorValueFromMemory(new float[] { 1, 2 }, [1, 2]);

    public void Dispose()
    {
        _input.Dispose();
        _options.Dispose();
        _session.Dispose();
    }

    [Fact]
    public void Names_and_values_give_the_product()
    {
        using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(_options, ["X"], [_input], ["Y"]);

        Assert.Equal(Product, outputs[0].GetTensorDataAsSpan<float>());
        Assert.Equal([1, 2], outputs[0].GetTensorTypeAndShape().Shape);
    }

    [Fact]
    public void A_dictionary_gives_the_product()
    {
        var inputs = new Dictionary<string, OrtValue> { ["X"] = _input };

        using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(_options, inputs, _session.OutputNames);

        Assert.Equal(Product, outputs.Single().GetTensorDataAsSpan<float>());
    }

    [Fact]
    public void Outputs_that_exist_are_filled_and_options_may_be_null()
    {
        var product = new float[2];
        using OrtValue output = OrtValue.CreateTensorValueFromMemory(product, [1, 2]);

        _session.Run(null, ["X"], [_input], ["Y"], [output]);

        Assert.Equal(Product, product);
    }

    [Fact]
    public void Outputs_come_in_the_order_asked_for()
    {
        using var session = new InferenceSession(TinyModels.Vad);
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(new float[576], [1, 576]);
        using OrtValue state = OrtValue.CreateTensorValueFromMemory(new float[2 * 128], [2, 1, 128]);
        using OrtValue rate = OrtValue.CreateTensorValueFromMemory(new long[] { 16_000 }, []);

        using IDisposableReadOnlyCollection<OrtValue> outputs =
            session.Run(_options, ["sr", "input", "state"], [rate, input, state], ["stateN", "output"]);

        Assert.Equal([2, 1, 128], outputs[0].GetTensorTypeAndShape().Shape);
        Assert.InRange(outputs[1].GetTensorDataAsSpan<float>()[0], 0f, 1f);
    }

    [Fact]
    public void An_overridable_initializer_may_be_given_or_left_out()
    {
        using var session = new InferenceSession(OnnxModel.MatMul(Weights).Input("W", TensorElementType.Float, 2, 2).ToBytes());
        using OrtValue weights = OrtValue.CreateTensorValueFromMemory(new float[] { 1, 0, 0, 1 }, [2, 2]);

        using IDisposableReadOnlyCollection<OrtValue> own = session.Run(_options, ["X"], [_input], ["Y"]);
        using IDisposableReadOnlyCollection<OrtValue> given = session.Run(_options, ["X", "W"], [_input, weights], ["Y"]);

        Assert.Equal(Product, own[0].GetTensorDataAsSpan<float>());
        Assert.Equal([1, 2], given[0].GetTensorDataAsSpan<float>());
    }

    [Fact]
    public void An_unknown_input_name_is_an_invalid_argument()
    {
        var thrown = Assert.Throws<OnnxRuntimeException>(() => _session.Run(_options, ["Z"], [_input], ["Y"]));

        Assert.Equal("[ErrorCode:InvalidArgument] Input name: 'Z' is not in the metadata", thrown.Message);
    }

    [Fact]
    public void An_unknown_output_name_is_an_invalid_argument()
    {
        var thrown = Assert.Throws<OnnxRuntimeException>(() => _session.Run(_options, ["X"], [_input], ["Z"]));

        Assert.Equal("[ErrorCode:InvalidArgument] Output name: 'Z' is not in the metadata", thrown.Message);
    }

    [Fact]
    public void A_wrong_shape_is_an_invalid_argument_that_says_which_dimension()
    {
        using OrtValue wide = OrtValue.CreateTensorValueFromMemory(new float[3], [1, 3]);

        var thrown = Assert.Throws<OnnxRuntimeException>(() => _session.Run(_options, ["X"], [wide], ["Y"]));

        Assert.StartsWith("[ErrorCode:InvalidArgument] Got invalid dimensions for input: X", thrown.Message);
        Assert.Contains("Got: 3 Expected: 2", thrown.Message);
    }

    [Fact]
    public void A_wrong_element_type_is_an_invalid_argument()
    {
        using OrtValue integers = OrtValue.CreateTensorValueFromMemory(new long[2], [1, 2]);

        var thrown = Assert.Throws<OnnxRuntimeException>(() => _session.Run(_options, ["X"], [integers], ["Y"]));

        Assert.StartsWith("[ErrorCode:InvalidArgument]", thrown.Message);
    }

    [Fact]
    public void An_output_of_the_wrong_shape_is_refused()
    {
        using OrtValue output = OrtValue.CreateTensorValueFromMemory(new float[4], [2, 2]);

        Assert.Throws<OnnxRuntimeException>(() => _session.Run(_options, ["X"], [_input], ["Y"], [output]));
    }

    [Fact]
    public void Different_numbers_of_names_and_values_are_refused()
    {
        Assert.Throws<ArgumentException>(() => _session.Run(_options, ["X", "X"], [_input], ["Y"]));
        Assert.Throws<ArgumentException>(() => _session.Run(_options, ["X"], [_input], ["Y"], []));
    }

    [Fact]
    public async Task Runs_on_several_threads_do_not_disturb_each_other()
    {
        const int Threads = 4;
        const int Runs = 50;

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (int run = 0; run < Runs; run++)
            {
                float x = (thread * Runs) + run;
                using OrtValue input = OrtValue.CreateTensorValueFromMemory(new[] { x, 1f }, [1, 2]);
                using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(_options, ["X"], [input], ["Y"]);
                Assert.Equal([(10 * x) + 30, (20 * x) + 40], outputs[0].GetTensorDataAsSpan<float>());
            }
        }))).WaitAsync(TimeSpan.FromSeconds(60));
    }
}

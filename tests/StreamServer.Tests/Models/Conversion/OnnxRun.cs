using Microsoft.ML.OnnxRuntime;

namespace StreamServer.Tests.Models.Conversion;

/// <summary>Runs a model file once.</summary>
internal static class OnnxRun
{
    public static OrtValue Tensor<T>(T[] values, params long[] shape)
        where T : unmanaged => OrtValue.CreateTensorValueFromMemory(values, shape);

    /// <summary>All outputs by name, with their shapes.</summary>
    public static Dictionary<string, (long[] Shape, float[] Values)> Run(string path, Dictionary<string, OrtValue> inputs)
    {
        using SessionOptions options = new() { IntraOpNumThreads = 1 };
        using InferenceSession session = new(path, options);
        using RunOptions run = new();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(run, inputs, session.OutputNames);
        Dictionary<string, (long[], float[])> result = [];
        foreach ((string name, OrtValue value) in session.OutputNames.Zip(outputs))
        {
            result.Add(name, (value.GetTensorTypeAndShape().Shape, value.GetTensorDataAsSpan<float>().ToArray()));
        }

        foreach (OrtValue input in inputs.Values)
        {
            input.Dispose();
        }

        return result;
    }

    public static void AssertClose(IReadOnlyList<double> expected, IReadOnlyList<float> actual, double tolerance)
    {
        Assert.Equal(expected.Count, actual.Count);
        (double largest, int at) = expected.Select((value, i) => (Math.Abs(value - actual[i]), i)).Max();
        Assert.True(largest <= tolerance, $"Element {at}: expected {expected[at]:R}, got {actual[at]:R}, {largest:E1} apart.");
    }
}

using Microsoft.ML.OnnxRuntime;

namespace StreamServer.Inference.Runtime;

/// <summary>One ONNX graph, opened: the only class that owns a session. For one thread at a time.</summary>
/// <param name="session">Owned from now on; memory patterns off.</param>
/// <param name="model">Name of its model, for messages.</param>
/// <param name="file">What the loader calls the graph's file.</param>
internal sealed class OnnxGraph(InferenceSession session, string model, string file = "model") : IDisposable
{
    private readonly RunOptions _run = new();
    private bool _isDisposed;

    /// <summary>In the graph's order.</summary>
    public string[] Inputs { get; } = [.. session.InputNames];

    /// <summary>In the graph's order.</summary>
    public string[] Outputs { get; } = [.. session.OutputNames];

    public IReadOnlyDictionary<string, NodeMetadata> InputMetadata => session.InputMetadata;

    public IReadOnlyDictionary<string, NodeMetadata> OutputMetadata => session.OutputMetadata;

    /// <summary>What the exporter wrote into the file.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; } = session.ModelMetadata.CustomMetadataMap;

    /// <summary>Shape of an input as the graph declares it; -1 where it is free.</summary>
    public int[] InputShape(string input) => session.InputMetadata[input].Dimensions;

    /// <summary>Size of one dimension of an input as the graph declares it; -1 when it is free.</summary>
    public int InputSize(string input, int axis) => InputShape(input)[axis];

    /// <exception cref="StreamException"><see cref="StreamError.ServerNotReady"/>: the graph lacks an input of that name.</exception>
    public void Require(params ReadOnlySpan<string> inputs)
    {
        foreach (string input in inputs)
        {
            if (!Inputs.Contains(input))
            {
                throw Wrong($"it has no input '{input}' but {string.Join(", ", Inputs)}");
            }
        }
    }

    /// <summary>Failure of a graph that is not what its kind says.</summary>
    public StreamException Wrong(string what, Exception? inner = null) =>
        new(StreamError.ServerNotReady, $"Model '{model}', file '{file}': {what}.", inner: inner);

    /// <summary>Hands the graph to what runs it.</summary>
    /// <param name="make">When it throws, the graph is disposed.</param>
    public T Into<T>(Func<OnnxGraph, T> make)
    {
        try
        {
            return make(this);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Runs the graph; the caller owns inputs and outputs.</summary>
    /// <exception cref="StreamException"><see cref="StreamError.ModelFailed"/>.</exception>
    public IDisposableReadOnlyCollection<OrtValue> Run(
        IReadOnlyList<string> inputs, IReadOnlyList<OrtValue> values, IReadOnlyList<string> outputs)
    {
        try
        {
            return session.Run(_run, inputs, values, outputs);
        }
        catch (OnnxRuntimeException exception)
        {
            throw Failed(exception);
        }
    }

    /// <summary>Runs the graph into tensors that the caller made.</summary>
    /// <exception cref="StreamException"><see cref="StreamError.ModelFailed"/>.</exception>
    public void Run(
        IReadOnlyCollection<string> inputs,
        IReadOnlyCollection<OrtValue> values,
        IReadOnlyCollection<string> outputs,
        IReadOnlyCollection<OrtValue> results)
    {
        try
        {
            session.Run(_run, inputs, values, outputs, results);
        }
        catch (OnnxRuntimeException exception)
        {
            throw Failed(exception);
        }
    }

    /// <summary>Tensors that are bound once for many runs; disposed by the caller, before the graph.</summary>
    public OrtIoBinding Bind() => session.CreateIoBinding();

    /// <summary>Runs the graph over bound tensors.</summary>
    /// <exception cref="StreamException"><see cref="StreamError.ModelFailed"/>.</exception>
    public void Run(OrtIoBinding binding)
    {
        try
        {
            session.RunWithBinding(_run, binding);
        }
        catch (OnnxRuntimeException exception)
        {
            throw Failed(exception);
        }
    }

    /// <summary>A tensor over the first values of an array, which must outlive it.</summary>
    public static OrtValue Tensor<T>(T[] values, params long[] shape)
        where T : unmanaged
    {
        long count = 1;
        foreach (long size in shape)
        {
            count *= size;
        }

        return OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, values.AsMemory(0, checked((int)count)), shape);
    }

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            session.Dispose();
            _run.Dispose();
        }
    }

    private StreamException Failed(OnnxRuntimeException exception) =>
        new(StreamError.ModelFailed, $"Model '{model}' failed.", inner: exception);
}

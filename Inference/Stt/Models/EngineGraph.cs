using Microsoft.ML.OnnxRuntime;
using StreamServer.Inference.Runtime;
using StreamServer.Models.Manifest;

namespace StreamServer.Inference.Stt.Models;

/// <summary>One ONNX graph of an engine. For one thread at a time.</summary>
internal sealed class EngineGraph : IDisposable
{
    private readonly string _model;
    private readonly string _file;
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();

    /// <param name="model">Entry in the manifest.</param>
    /// <param name="file">The graph's file, by the entry's name for it.</param>
    /// <param name="sessions">Device.</param>
    /// <param name="threads">Processor threads of one run.</param>
    /// <exception cref="StreamException"><see cref="StreamError.ServerNotReady"/>: missing or not runnable.</exception>
    public EngineGraph(ModelEntry model, string file, OnnxSessions sessions, int threads)
    {
        _model = model.Name;
        _file = file;
        _session = sessions.Open(model, file, threads);
        Inputs = [.. _session.InputNames];
        Outputs = [.. _session.OutputNames];
        Metadata = _session.ModelMetadata.CustomMetadataMap;
    }

    /// <summary>In the graph's order.</summary>
    public string[] Inputs { get; }

    /// <summary>In the graph's order.</summary>
    public string[] Outputs { get; }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Size of one dimension of an input as the graph declares it; -1 when it is free.</summary>
    public int InputSize(string input, int axis) => _session.InputMetadata[input].Dimensions[axis];

    /// <summary>Shape of an input as the graph declares it; -1 where it is free.</summary>
    public int[] InputShape(string input) => _session.InputMetadata[input].Dimensions;

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
        new(StreamError.ServerNotReady, $"Model '{_model}', file '{_file}': {what}.", inner: inner);

    /// <summary>Runs the graph; the caller owns inputs and outputs.</summary>
    /// <exception cref="StreamException"><see cref="StreamError.ModelFailed"/>.</exception>
    public IDisposableReadOnlyCollection<OrtValue> Run(string[] inputs, OrtValue[] values, string[] outputs)
    {
        try
        {
            return _session.Run(_run, inputs, values, outputs);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new StreamException(StreamError.ModelFailed, $"Model '{_model}' failed on a batch.", inner: exception);
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
        _session.Dispose();
        _run.Dispose();
    }
}

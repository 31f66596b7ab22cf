using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Stt.Features;
using StreamServer.Models.Manifest;

namespace StreamServer.Inference.Stt.Models.Zipformer;

/// <summary>
/// The encoder of a streaming zipformer2 (icefall, <c>export-onnx-streaming.py</c>): one chunk of several streams at a time, with
/// the states of each. State tensors are taken from the graph in its order; only their batch axis depends on their name.
/// </summary>
internal sealed class ZipformerEncoder : IDisposable
{
    private const string Features = "x";
    private const string ProcessedLengths = "processed_lens";
    private const string NewPrefix = "new_";

    private readonly OnnxGraph _graph;
    private readonly StateTensor[] _states;
    private readonly string[] _inputs;
    private readonly string[] _outputs;
    private readonly int _bins;
    private readonly float[][] _packed;
    private float[] _features = [];
    private long[] _lengths = [];

    public ZipformerEncoder(ModelEntry model, OnnxSessions sessions, int threads)
    {
        _graph = sessions.Open(model, "encoder", threads);
        try
        {
            _graph.Require(Features, ProcessedLengths);
            string kind = _graph.Metadata.GetValueOrDefault("model_type", "");
            if (kind != "zipformer2" || _graph.Metadata.GetValueOrDefault("feature", "") == "whisper")
            {
                throw _graph.Wrong($"its metadata say model_type '{kind}', not a zipformer2 over kaldi features");
            }

            Window = Number("T");
            Chunk = Number("decode_chunk_len");
            _bins = _graph.InputSize(Features, 2);
            _states = [.. _graph.Inputs.Where(name => name is not (Features or ProcessedLengths)).Select(Describe)];
            _inputs = [Features, ProcessedLengths, .. _states.Select(state => state.Name)];
            _outputs = [_graph.Outputs[0], NewPrefix + ProcessedLengths, .. _states.Select(state => NewPrefix + state.Name)];
            if (_outputs.Except(_graph.Outputs).FirstOrDefault() is { } missing)
            {
                throw _graph.Wrong($"it has no output '{missing}'");
            }

            _packed = [.. _states.Select(_ => Array.Empty<float>())];
        }
        catch
        {
            _graph.Dispose();
            throw;
        }
    }

    /// <summary>Feature frames of one run.</summary>
    public int Window { get; }

    /// <summary>Feature frames by which a run moves on.</summary>
    public int Chunk { get; }

    /// <summary>Values of one row of each state tensor.</summary>
    public IReadOnlyList<int> StateSizes => [.. _states.Select(state => state.RowSize)];

    /// <summary>Runs the next chunk of every stream and moves the streams on.</summary>
    /// <param name="streams">Each has <see cref="Window"/> feature frames left.</param>
    /// <param name="encoded">Receives [streams, frames, size]; grows.</param>
    /// <returns>Frames and size.</returns>
    public (int Frames, int Size) Run(ReadOnlySpan<ZipformerStream> streams, ref float[] encoded)
    {
        List<OrtValue> inputs = new(_inputs.Length);
        try
        {
            Pack(streams, inputs);
            using IDisposableReadOnlyCollection<OrtValue> outputs = _graph.Run(_inputs, [.. inputs], _outputs);
            ReadOnlySpan<long> lengths = outputs[1].GetTensorDataAsSpan<long>();
            for (int row = 0; row < streams.Length; row++)
            {
                streams[row].Length = lengths[row];
                streams[row].Processed += Chunk;
                for (int i = 0; i < _states.Length; i++)
                {
                    _states[i].Unpack(outputs[i + 2].GetTensorDataAsSpan<float>(), row, streams.Length, streams[row].States[i]);
                }
            }

            long[] shape = outputs[0].GetTensorTypeAndShape().Shape; // [batch, frames, size]
            ReadOnlySpan<float> values = outputs[0].GetTensorDataAsSpan<float>();
            Scratch.Reserve(ref encoded, values.Length);
            values.CopyTo(encoded);
            return ((int)shape[1], (int)shape[2]);
        }
        finally
        {
            inputs.ForEach(input => input.Dispose());
        }
    }

    public void Dispose() => _graph.Dispose();

    private void Pack(ReadOnlySpan<ZipformerStream> streams, List<OrtValue> inputs)
    {
        int count = streams.Length;
        int size = Window * _bins;
        Scratch.Reserve(ref _features, count * size);
        Scratch.Reserve(ref _lengths, count);
        for (int row = 0; row < count; row++)
        {
            FeatureBuffer features = streams[row].Features;
            features.Values.Slice(streams[row].Processed * _bins, size).CopyTo(_features.AsSpan(row * size));
            _lengths[row] = streams[row].Length;
        }

        inputs.Add(OnnxGraph.Tensor(_features, count, Window, _bins));
        inputs.Add(OnnxGraph.Tensor(_lengths, count));
        for (int i = 0; i < _states.Length; i++)
        {
            StateTensor state = _states[i];
            Scratch.Reserve(ref _packed[i], count * state.RowSize);
            for (int row = 0; row < count; row++)
            {
                state.Pack(streams[row].States[i], row, count, _packed[i]);
            }

            inputs.Add(OnnxGraph.Tensor(_packed[i], state.Shape(count)));
        }
    }

    private int Number(string key) =>
        int.TryParse(_graph.Metadata.GetValueOrDefault(key), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? number
            : throw _graph.Wrong($"its metadata have no number '{key}'");

    private StateTensor Describe(string name)
    {
        int[] shape = _graph.InputShape(name);
        int axis = name.StartsWith("cached_conv", StringComparison.Ordinal) || name == "embed_states" ? 0 : 1;
        if (shape.Where((size, i) => i != axis && size <= 0).Any() || shape[axis] > 0)
        {
            throw _graph.Wrong($"state '{name}' has the shape [{string.Join(", ", shape)}]: dimension {axis}, and only that, must be free");
        }

        return new StateTensor(name, shape, axis);
    }
}

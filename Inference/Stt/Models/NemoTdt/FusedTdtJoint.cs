using Microsoft.ML.OnnxRuntime;
using StreamServer.Inference.Runtime;
using StreamServer.Models.Manifest;

namespace StreamServer.Inference.Stt.Models.NemoTdt;

/// <summary>Prediction and joint network in one graph: NeMo's own export, <c>decoder_joint-model.onnx</c>.</summary>
internal sealed class FusedTdtJoint : ITdtJoint
{
    private static readonly string[] InputNames = ["encoder_outputs", "targets", "target_length", "input_states_1", "input_states_2"];
    private static readonly string[] OutputNames = ["outputs", "output_states_1", "output_states_2"];

    private readonly OnnxGraph _graph;
    private readonly TdtStates _states;
    private readonly bool _takesBatches;
    private readonly EncodedFrames _encoded = new();
    private int[] _targets = [];
    private int[] _lengths = [];
    private float[] _scores = [];

    public FusedTdtJoint(ModelEntry model, OnnxSessions sessions, int threads)
    {
        _graph = sessions.Open(model, "decoder_joint", threads);
        try
        {
            _graph.Require(InputNames);
            int[] shape = _graph.InputShape(InputNames[3]); // [layers, batch, size]
            _states = new TdtStates(shape[0], shape[2]);

            // Some exports fix the batch of the cell state.
            _takesBatches = shape[1] < 0 && _graph.InputSize(InputNames[4], 1) < 0;
        }
        catch
        {
            _graph.Dispose();
            throw;
        }
    }

    public int StateSize => _states.RowSize;

    public void Begin(ReadOnlyMemory<float> encoded, int size, int frames) => _encoded.Begin(encoded, size, frames);

    public ReadOnlySpan<float> Score(ReadOnlySpan<TdtRow> rows)
    {
        int step = _takesBatches ? rows.Length : 1;
        int width = 0;
        for (int start = 0; start < rows.Length; start += step)
        {
            width = Run(rows.Slice(start, step), start, rows.Length);
        }

        return _scores.AsSpan(0, rows.Length * width);
    }

    public void Dispose() => _graph.Dispose();

    /// <returns>Scores of a row.</returns>
    private int Run(ReadOnlySpan<TdtRow> rows, int at, int total)
    {
        Scratch.Reserve(ref _targets, rows.Length);
        Scratch.Reserve(ref _lengths, rows.Length);
        for (int row = 0; row < rows.Length; row++)
        {
            _targets[row] = rows[row].Previous;
            _lengths[row] = 1;
        }

        using OrtValue frames = _encoded.At(rows);
        using OrtValue targets = OnnxGraph.Tensor(_targets, rows.Length, 1);
        using OrtValue lengths = OnnxGraph.Tensor(_lengths, rows.Length);
        using OrtValue hidden = _states.Pack(0, rows);
        using OrtValue cell = _states.Pack(1, rows);
        using IDisposableReadOnlyCollection<OrtValue> outputs =
            _graph.Run(InputNames, [frames, targets, lengths, hidden, cell], OutputNames);
        _states.Unpack(0, outputs[1], rows);
        _states.Unpack(1, outputs[2], rows);
        ReadOnlySpan<float> scores = outputs[0].GetTensorDataAsSpan<float>(); // [batch, 1, 1, tokens + durations]
        int width = scores.Length / rows.Length;
        Scratch.Reserve(ref _scores, total * width);
        scores.CopyTo(_scores.AsSpan(at * width));
        return width;
    }
}

using Microsoft.ML.OnnxRuntime;
using StreamServer.Inference.Runtime;
using StreamServer.Models.Manifest;

namespace StreamServer.Inference.Stt.Models.NemoTdt;

/// <summary>
/// Prediction and joint network as two graphs: sherpa-onnx's export. The prediction of a row is kept until the row emits, so
/// after a blank only the joint network runs. Some names are the exporter's accidents: tensors are bound by position.
/// </summary>
internal sealed class SplitTdtJoint : ITdtJoint
{
    private readonly OnnxGraph _decoder;
    private readonly OnnxGraph _joiner;
    private readonly TdtStates _states;
    private readonly bool _takesBatches;
    private readonly EncodedFrames _encoded = new();
    private TdtRow[] _stale = [];
    private int[] _targets = [];
    private int[] _lengths = [];
    private float[] _predictions = [];
    private float[] _scores = [];

    public SplitTdtJoint(ModelEntry model, OnnxSessions sessions, int threads)
    {
        _decoder = sessions.Open(model, "decoder", threads);
        try
        {
            _joiner = sessions.Open(model, "joiner", threads);
            if (_decoder.Inputs.Length != 4 || _decoder.Outputs.Length != 4 || _joiner.Inputs.Length != 2)
            {
                throw _decoder.Wrong("a prediction network has four inputs and four outputs, and its joint network has two inputs");
            }

            int[] shape = _decoder.InputShape(_decoder.Inputs[2]); // [layers, batch, size]
            _states = new TdtStates(shape[0], shape[2]);
            _takesBatches = shape[1] < 0 && _decoder.InputSize(_decoder.Inputs[3], 1) < 0;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public int StateSize => _states.RowSize;

    public void Begin(ReadOnlyMemory<float> encoded, int size, int frames) => _encoded.Begin(encoded, size, frames);

    public ReadOnlySpan<float> Score(ReadOnlySpan<TdtRow> rows)
    {
        Predict(rows);
        int size = rows[0].Prediction.Length;
        Scratch.Reserve(ref _predictions, rows.Length * size);
        for (int row = 0; row < rows.Length; row++)
        {
            rows[row].Prediction.CopyTo(_predictions.AsSpan(row * size));
        }

        using OrtValue frames = _encoded.At(rows);
        using OrtValue predictions = OnnxGraph.Tensor(_predictions, rows.Length, size, 1);
        using IDisposableReadOnlyCollection<OrtValue> outputs = _joiner.Run(_joiner.Inputs, [frames, predictions], [_joiner.Outputs[0]]);
        ReadOnlySpan<float> scores = outputs[0].GetTensorDataAsSpan<float>(); // [batch, 1, 1, tokens + durations]
        Scratch.Reserve(ref _scores, scores.Length);
        scores.CopyTo(_scores);
        return _scores.AsSpan(0, scores.Length);
    }

    public void Dispose()
    {
        _decoder.Dispose();
        _joiner?.Dispose();
    }

    /// <summary>Runs the prediction network for the rows that have emitted.</summary>
    private void Predict(ReadOnlySpan<TdtRow> rows)
    {
        Scratch.Reserve(ref _stale, rows.Length);
        int count = 0;
        foreach (TdtRow row in rows)
        {
            if (!row.IsPredicted)
            {
                _stale[count++] = row;
            }
        }

        int step = _takesBatches ? count : 1;
        for (int start = 0; start < count; start += step)
        {
            RunDecoder(_stale.AsSpan(start, step));
        }
    }

    private void RunDecoder(ReadOnlySpan<TdtRow> rows)
    {
        Scratch.Reserve(ref _targets, rows.Length);
        Scratch.Reserve(ref _lengths, rows.Length);
        for (int row = 0; row < rows.Length; row++)
        {
            _targets[row] = rows[row].Previous;
            _lengths[row] = 1;
        }

        using OrtValue targets = OnnxGraph.Tensor(_targets, rows.Length, 1);
        using OrtValue lengths = OnnxGraph.Tensor(_lengths, rows.Length);
        using OrtValue hidden = _states.Pack(0, rows);
        using OrtValue cell = _states.Pack(1, rows);
        using IDisposableReadOnlyCollection<OrtValue> outputs =
            _decoder.Run(_decoder.Inputs, [targets, lengths, hidden, cell], _decoder.Outputs);
        _states.Unpack(0, outputs[2], rows);
        _states.Unpack(1, outputs[3], rows);
        ReadOnlySpan<float> predictions = outputs[0].GetTensorDataAsSpan<float>(); // [batch, size, 1]
        int size = predictions.Length / rows.Length;
        for (int row = 0; row < rows.Length; row++)
        {
            if (rows[row].Prediction.Length != size)
            {
                rows[row].Prediction = new float[size];
            }

            predictions.Slice(row * size, size).CopyTo(rows[row].Prediction);
            rows[row].IsPredicted = true;
        }
    }
}

using Microsoft.ML.OnnxRuntime;
using StreamServer.Inference.Runtime;

namespace StreamServer.Inference.Tts.Lm;

/// <summary>The tensors of one batch size (or of one slot's prefill), bound once and kept alive with their binding.</summary>
internal sealed class LmBinding(OnnxGraph graph, GenAiConfig.DecoderPart decoder) : IDisposable
{
    private readonly List<OrtValue> _values = [];
    private readonly Dictionary<int, (OrtValue Ids, OrtValue? Positions)> _ids = [];
    private int _boundLength;

    public OrtIoBinding Native { get; } = graph.Bind();

    /// <summary>
    /// Token ids and, where the graph wants them, positions, [rows, length], over the front of arrays that must be the same always.
    /// </summary>
    public void BindIds(long[] ids, long[]? positions, int rows, int length)
    {
        if (length == _boundLength)
        {
            return;
        }

        if (!_ids.TryGetValue(length, out (OrtValue Ids, OrtValue? Positions) values))
        {
            _ids[length] = values = (Over(ids), positions is null ? null : Over(positions));
        }

        Native.BindInput(decoder.Inputs.InputIds, values.Ids);
        if (values.Positions is { } bound)
        {
            Native.BindInput(decoder.Inputs.PositionIds, bound);
        }

        _boundLength = length;

        OrtValue Over(long[] numbers)
        {
            OrtValue value = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, numbers.AsMemory(0, rows * length), [rows, length]);
            _values.Add(value);
            return value;
        }
    }

    public void BindInput(string name, OrtValue value)
    {
        _values.Add(value);
        Native.BindInput(name, value);
    }

    public void BindOutput(string name, OrtValue value)
    {
        _values.Add(value);
        Native.BindOutput(name, value);
    }

    /// <summary>The same memory as past and as present.</summary>
    public void BindCache(string past, string present, OrtValue value)
    {
        _values.Add(value);
        Native.BindInput(past, value);
        Native.BindOutput(present, value);
    }

    public void Dispose()
    {
        Native.Dispose();
        foreach (OrtValue value in _values)
        {
            value.Dispose();
        }
    }
}

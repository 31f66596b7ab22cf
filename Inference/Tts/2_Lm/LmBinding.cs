using Microsoft.ML.OnnxRuntime;

namespace StreamServer.Inference.Tts.Lm;

/// <summary>The tensors of one batch size (or of one slot's prefill), bound once and kept alive with their binding.</summary>
internal sealed class LmBinding(InferenceSession session, GenAiConfig.DecoderPart decoder) : IDisposable
{
    private readonly List<OrtValue> _values = [];
    private readonly Dictionary<int, OrtValue> _ids = [];
    private int _boundLength;

    public OrtIoBinding Native { get; } = session.CreateIoBinding();

    /// <summary>Token ids, [rows, length], over the front of <paramref name="ids"/>, which must be the same array always.</summary>
    public void BindIds(long[] ids, int rows, int length)
    {
        if (length == _boundLength)
        {
            return;
        }

        if (!_ids.TryGetValue(length, out OrtValue? value))
        {
            _ids[length] = value = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, ids.AsMemory(0, rows * length), [rows, length]);
            _values.Add(value);
        }

        Native.BindInput(decoder.Inputs.InputIds, value);
        _boundLength = length;
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

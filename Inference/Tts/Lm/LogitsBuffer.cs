using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace StreamServer.Inference.Tts.Lm;

/// <summary>Where a run writes its logits, [rows, 1, columns], in the model's own precision; read as float32.</summary>
internal sealed class LogitsBuffer
{
    private readonly float[] _single;
    private readonly Float16[]? _half;
    private readonly BFloat16[]? _brain;
    private readonly int _columns;

    public LogitsBuffer(TensorElementType type, int rows, int columns)
    {
        _columns = columns;
        _single = GC.AllocateArray<float>(rows * columns, pinned: true);
        _half = type == TensorElementType.Float16 ? GC.AllocateArray<Float16>(rows * columns, pinned: true) : null;
        _brain = type == TensorElementType.BFloat16 ? GC.AllocateArray<BFloat16>(rows * columns, pinned: true) : null;
    }

    /// <summary>A tensor over the first rows.</summary>
    public OrtValue View(int rows)
    {
        return _half is not null ? Over(_half) : _brain is not null ? Over(_brain) : Over(_single);

        OrtValue Over<T>(T[] values)
            where T : unmanaged => OrtValue.CreateTensorValueFromMemory(
                OrtMemoryInfo.DefaultInstance, values.AsMemory(0, rows * _columns), [rows, 1, _columns]);
    }

    /// <summary>The first rows of the last run.</summary>
    public ReadOnlySpan<float> Read(int rows)
    {
        int count = rows * _columns;
        if (_half is not null)
        {
            LogitsReader.Widen(_half.AsSpan(0, count), _single.AsSpan(0, count));
        }
        else if (_brain is not null)
        {
            LogitsReader.Widen(_brain.AsSpan(0, count), _single.AsSpan(0, count));
        }

        return _single.AsSpan(0, count);
    }
}

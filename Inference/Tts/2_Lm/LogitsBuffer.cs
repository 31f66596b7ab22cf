using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace StreamServer.Inference.Tts.Lm;

/// <summary>Where a run writes its logits, [rows, 1, columns], in the model's own precision; read as float32.</summary>
internal sealed class LogitsBuffer
{
    private readonly float[] _single;
    private readonly Float16[]? _half;
    private readonly int _columns;

    public LogitsBuffer(TensorElementType type, int rows, int columns)
    {
        _columns = columns;
        _single = GC.AllocateArray<float>(rows * columns, pinned: true);
        _half = type == TensorElementType.Float16 ? GC.AllocateArray<Float16>(rows * columns, pinned: true) : null;
    }

    /// <summary>A tensor over the first rows.</summary>
    public OrtValue View(int rows) => _half is null
        ? OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, _single.AsMemory(0, rows * _columns), [rows, 1, _columns])
        : OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, _half.AsMemory(0, rows * _columns), [rows, 1, _columns]);

    /// <summary>The first rows of the last run.</summary>
    public ReadOnlySpan<float> Read(int rows)
    {
        int count = rows * _columns;
        if (_half is not null)
        {
            // Float16 is a struct around the 16 bits, as Half is.
            ReadOnlySpan<Half> halves = System.Runtime.InteropServices.MemoryMarshal.Cast<Float16, Half>(_half.AsSpan(0, count));
            System.Numerics.Tensors.TensorPrimitives.ConvertToSingle(halves, _single.AsSpan(0, count));
        }

        return _single.AsSpan(0, count);
    }
}

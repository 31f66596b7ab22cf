using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace StreamServer.Inference.Tts.Lm;

/// <summary>
/// One key and one value buffer a layer, [slots, kv_heads, max_length, head_size], allocated once on the processor. Past and
/// present of every run are views of the same memory. Owned and used by one thread.
/// </summary>
internal sealed unsafe class KvBuffers : IDisposable
{
    private readonly void*[] _buffers;
    private readonly KvShape _shape;
    private readonly TensorElementType _type;
    private readonly byte[] _swap;

    public KvBuffers(KvShape shape, TensorElementType type)
    {
        (_shape, _type) = (shape, type);
        ElementSize = type is TensorElementType.Float16 or TensorElementType.BFloat16 ? 2 : 4;
        _buffers = new void*[2 * shape.Layers];
        _swap = new byte[shape.MaxLength * shape.HeadSize * ElementSize];
        try
        {
            for (int i = 0; i < _buffers.Length; i++)
            {
                // 64: a cache line, and the widest vector.
                _buffers[i] = NativeMemory.AlignedAlloc((nuint)(shape.Slots * SlotBytes), 64);
                NativeMemory.Clear(_buffers[i], (nuint)(shape.Slots * SlotBytes));
            }
        }
        catch (OutOfMemoryException)
        {
            Dispose();
            throw;
        }
    }

    private int ElementSize { get; }

    private long SlotBytes => (long)_shape.KvHeads * HeadBytes;

    private long HeadBytes => (long)_shape.MaxLength * _shape.HeadSize * ElementSize;

    /// <summary>A tensor over <paramref name="count"/> slots from <paramref name="slot"/> on; it must not outlive this object.</summary>
    /// <param name="buffer">2 × layer for keys, 2 × layer + 1 for values.</param>
    /// <param name="slot">First slot of the view.</param>
    /// <param name="count">Rows of the view.</param>
    public OrtValue View(int buffer, int slot, int count) => OrtValue.CreateTensorValueWithData(
        OrtMemoryInfo.DefaultInstance,
        _type,
        [count, _shape.KvHeads, _shape.MaxLength, _shape.HeadSize],
        (nint)_buffers[buffer] + (nint)(slot * SlotBytes),
        count * SlotBytes);

    /// <summary>Exchanges the first tokens of two slots: only what they hold is copied.</summary>
    public void Swap(int slot, int length, int otherSlot, int otherLength)
    {
        int bytes = Math.Max(length, otherLength) * _shape.HeadSize * ElementSize;
        foreach (void* buffer in _buffers)
        {
            for (int head = 0; head < _shape.KvHeads; head++)
            {
                Span<byte> one = new((byte*)buffer + (slot * SlotBytes) + (head * HeadBytes), bytes);
                Span<byte> other = new((byte*)buffer + (otherSlot * SlotBytes) + (head * HeadBytes), bytes);
                one.CopyTo(_swap);
                other.CopyTo(one);
                _swap.AsSpan(0, bytes).CopyTo(other);
            }
        }
    }

    public void Dispose()
    {
        for (int i = 0; i < _buffers.Length; i++)
        {
            NativeMemory.AlignedFree(_buffers[i]);
            _buffers[i] = null;
        }
    }
}

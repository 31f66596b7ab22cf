using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace StreamServer.Inference.Tts.Lm;

/// <summary>
/// The cache of one slot of <see cref="GrowingLmModel"/>: keys and values of each layer, [1, kv_heads, length, head_size]. Used by one
/// thread.
/// </summary>
internal sealed class GrowingCache(TensorElementType type, int layers, int kvHeads, int headSize) : IDisposable
{
    private OrtValue[] _values = [];
    private int _length = -1;

    /// <summary>Keys and values in turn, layer by layer.</summary>
    public IReadOnlyList<OrtValue> Values => _values;

    /// <summary>Forgets what comes after the first <paramref name="length"/> tokens.</summary>
    public void Truncate(int length)
    {
        if (length == _length)
        {
            return;
        }

        if (length > Math.Max(_length, 0))
        {
            throw new InvalidOperationException($"The slot holds {_length} tokens, not {length}.");
        }

        OrtValue[] shorter = [.. Enumerable.Range(0, 2 * layers).Select(i => Copy(i, length))];
        Replace(shorter, length);
    }

    /// <summary>Takes over the values of a run.</summary>
    public void Replace(IEnumerable<OrtValue> values, int length)
    {
        OrtValue[] old = _values;
        (_values, _length) = ([.. values], length);
        Array.ForEach(old, value => value.Dispose());
    }

    public void Dispose()
    {
        Array.ForEach(_values, value => value.Dispose());
        (_values, _length) = ([], -1);
    }

    private OrtValue Copy(int index, int length)
    {
        OrtValue copy = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, type, [1, kvHeads, length, headSize]);
        if (length > 0)
        {
            Span<byte> to = copy.GetTensorMutableRawData();
            ReadOnlySpan<byte> from = _values[index].GetTensorMutableRawData();
            int bytes = to.Length / kvHeads;
            for (int head = 0; head < kvHeads; head++)
            {
                from.Slice(head * (from.Length / kvHeads), bytes).CopyTo(to[(head * bytes)..]);
            }
        }

        return copy;
    }
}

using Microsoft.ML.OnnxRuntime;
using StreamServer.Inference.Runtime;

namespace StreamServer.Inference.Stt.Models.NemoTdt;

/// <summary>The encoder's output of a batch, and the frames of it that rows look at now.</summary>
internal sealed class EncodedFrames
{
    private ReadOnlyMemory<float> _encoded;
    private int _size;
    private int _frames;
    private float[] _picked = [];

    /// <param name="encoded">[batch, size, frames].</param>
    /// <param name="size">Values of a frame.</param>
    /// <param name="frames">Frames of each row, padding included.</param>
    public void Begin(ReadOnlyMemory<float> encoded, int size, int frames) => (_encoded, _size, _frames) = (encoded, size, frames);

    /// <summary>One frame a row: [rows, size, 1]; valid until the next call.</summary>
    public OrtValue At(ReadOnlySpan<TdtRow> rows)
    {
        Scratch.Reserve(ref _picked, rows.Length * _size);
        ReadOnlySpan<float> encoded = _encoded.Span;
        for (int row = 0; row < rows.Length; row++)
        {
            ReadOnlySpan<float> from = encoded.Slice(rows[row].Index * _size * _frames, _size * _frames);
            Span<float> target = _picked.AsSpan(row * _size, _size);
            for (int i = 0; i < _size; i++)
            {
                target[i] = from[(i * _frames) + rows[row].Time];
            }
        }

        return OnnxGraph.Tensor(_picked, rows.Length, _size, 1);
    }
}

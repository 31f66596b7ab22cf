namespace StreamServer.Inference.Stt.Models.Zipformer;

/// <summary>One state of a streaming graph: where each stream's part of it lies in a batch. Immutable.</summary>
internal sealed class StateTensor
{
    private readonly int[] _shape;
    private readonly int _axis;
    private readonly int _outer;
    private readonly int _inner;

    /// <param name="name">Input of the graph.</param>
    /// <param name="shape">Declared shape; the batch dimension is not looked at.</param>
    /// <param name="axis">The batch dimension.</param>
    public StateTensor(string name, int[] shape, int axis)
    {
        Name = name;
        _shape = shape;
        _axis = axis;
        _outer = shape[..axis].Aggregate(1, (product, size) => product * size);
        _inner = shape[(axis + 1)..].Aggregate(1, (product, size) => product * size);
    }

    public string Name { get; }

    /// <summary>Values of one stream.</summary>
    public int RowSize => _outer * _inner;

    /// <summary>Shape with that many streams.</summary>
    public long[] Shape(int count) => [.. _shape.Select((size, i) => i == _axis ? (long)count : size)];

    /// <summary>Puts one stream's values into a batch.</summary>
    public void Pack(ReadOnlySpan<float> row, int index, int count, Span<float> batch)
    {
        for (int i = 0; i < _outer; i++)
        {
            row.Slice(i * _inner, _inner).CopyTo(batch[(((i * count) + index) * _inner)..]);
        }
    }

    /// <summary>Takes one stream's values out of a batch.</summary>
    public void Unpack(ReadOnlySpan<float> batch, int index, int count, Span<float> row)
    {
        for (int i = 0; i < _outer; i++)
        {
            batch.Slice(((i * count) + index) * _inner, _inner).CopyTo(row[(i * _inner)..]);
        }
    }
}

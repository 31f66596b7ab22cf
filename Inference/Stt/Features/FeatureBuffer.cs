namespace StreamServer.Inference.Stt.Features;

/// <summary>Feature frames, row after row, that grow as audio comes. Allocates only when it grows. Not thread-safe.</summary>
/// <param name="columns">Values of a row.</param>
internal sealed class FeatureBuffer(int columns)
{
    private float[] _values = new float[columns * 64];

    public int Columns { get; } = columns;

    public int Rows { get; private set; }

    /// <summary>All rows: [Rows, Columns].</summary>
    public ReadOnlySpan<float> Values => _values.AsSpan(0, Rows * Columns);

    public ReadOnlySpan<float> Row(int index) => _values.AsSpan(index * Columns, Columns);

    /// <summary>A new last row with unspecified content, for the caller to fill.</summary>
    public Span<float> Append()
    {
        int start = Rows * Columns;
        if (start + Columns > _values.Length)
        {
            Array.Resize(ref _values, _values.Length * 2);
        }

        Rows++;
        return _values.AsSpan(start, Columns);
    }

    /// <summary>Drops every row and keeps the memory.</summary>
    public void Clear() => Rows = 0;

    /// <summary>Drops the last rows, so that <paramref name="rows"/> are left.</summary>
    public void Truncate(int rows) => Rows = Math.Min(Rows, rows);
}

namespace StreamServer.Inference.Runtime.Metrics;

/// <summary>The last <see cref="Size"/> answers of one model: how long each took, or that it failed. Thread-safe.</summary>
internal sealed class RecentWindow
{
    public const int Size = 100;

    private readonly Lock _gate = new();

    // Guarded by the gate. NaN is a failure.
    private readonly double[] _answers = new double[Size];
    private long _count;

    /// <param name="milliseconds">NaN for a failure.</param>
    public void Add(double milliseconds)
    {
        lock (_gate)
        {
            _answers[_count++ % Size] = milliseconds;
        }
    }

    /// <summary>Answers in all, and those of the window in no order; NaN is a failure.</summary>
    public (long Total, double[] Answers) Read()
    {
        lock (_gate)
        {
            return (_count, _answers[..(int)Math.Min(_count, Size)]);
        }
    }
}

namespace StreamServer.Benchmarks.Load;

/// <summary>
/// A player that starts with the first audio and plays without pause: it counts by how much each chunk comes after the moment
/// at which the player ran dry. After a gap it goes on from there, as players do.
/// </summary>
internal sealed class Playback
{
    private double _dryAt = double.NaN;

    /// <summary>The longest single gap in milliseconds.</summary>
    public double LargestUnderrun { get; private set; }

    /// <summary>Number of gaps.</summary>
    public int Underruns { get; private set; }

    /// <param name="now">Arrival in milliseconds since any fixed moment.</param>
    /// <param name="audio">Milliseconds of audio in the chunk.</param>
    public void Add(double now, double audio)
    {
        if (double.IsNaN(_dryAt))
        {
            _dryAt = now;
        }

        double late = now - _dryAt;
        if (late > 0)
        {
            Underruns++;
            LargestUnderrun = Math.Max(LargestUnderrun, late);
            _dryAt = now;
        }

        _dryAt += audio;
    }
}

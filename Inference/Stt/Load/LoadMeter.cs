using StreamServer.Inference.Stt.Features;

namespace StreamServer.Inference.Stt.Load;

/// <summary>
/// Measures an engine: how busy it is, how long finals wait, how fast it transcribes. Written by one thread, read by any.
/// </summary>
internal sealed class LoadMeter(TimeProvider time)
{
    /// <summary>Past that counts: long enough to be steady, short enough to follow a rush.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(2);

    /// <summary>The same for waits: a rush that is over must not keep callers out.</summary>
    private static readonly TimeSpan WaitMemory = TimeSpan.FromSeconds(0.5);

    private readonly Lock _gate = new();

    // Guarded by the gate.
    private double _utilisation;
    private double _waitSeconds;
    private double _samplesPerSecond;
    private long _lastEnd = time.GetTimestamp();
    private long _lastWait = time.GetTimestamp();

    /// <summary>Share of the last seconds in which the engine was busy.</summary>
    public double Utilisation
    {
        get
        {
            lock (_gate)
            {
                return _utilisation * Decay(time.GetElapsedTime(_lastEnd), Memory);
            }
        }
    }

    /// <summary>How long finals waited lately before they ran.</summary>
    public TimeSpan Wait
    {
        get
        {
            lock (_gate)
            {
                return TimeSpan.FromSeconds(_waitSeconds * Decay(time.GetElapsedTime(_lastWait), WaitMemory));
            }
        }
    }

    /// <summary>Samples, padding included, that take so long; unlimited before the first measurement.</summary>
    public int SamplesIn(TimeSpan duration)
    {
        lock (_gate)
        {
            return _samplesPerSecond <= 0 ? int.MaxValue : (int)Math.Min(int.MaxValue, _samplesPerSecond * duration.TotalSeconds);
        }
    }

    /// <summary>A final starts to run.</summary>
    public void Waited(TimeSpan wait)
    {
        lock (_gate)
        {
            double keep = 0.8 * Decay(time.GetElapsedTime(_lastWait), WaitMemory);
            _waitSeconds = (keep * _waitSeconds) + ((1 - keep) * wait.TotalSeconds);
            _lastWait = time.GetTimestamp();
        }
    }

    /// <summary>A batch has run.</summary>
    /// <param name="start">Timestamp of its start.</param>
    /// <param name="samples">Its size, padding included.</param>
    /// <param name="yields">It would have made room for any live job, so it is no load to them.</param>
    public void Ran(long start, long samples, bool yields = false)
    {
        long end = time.GetTimestamp();
        double busy = time.GetElapsedTime(start, end).TotalSeconds;
        lock (_gate)
        {
            double round = Math.Max(busy, time.GetElapsedTime(_lastEnd, end).TotalSeconds);
            double keep = Decay(TimeSpan.FromSeconds(round), Memory);
            if (round > 0)
            {
                _utilisation = (keep * _utilisation) + ((1 - keep) * (yields ? 0 : busy) / round);
            }

            // Tiny batches measure the overhead, not the speed.
            if (busy > 0 && samples >= FbankSpec.SampleRate)
            {
                double speed = samples / busy;
                _samplesPerSecond = _samplesPerSecond <= 0 ? speed : (0.9 * _samplesPerSecond) + (0.1 * speed);
            }

            _lastEnd = end;
        }
    }

    private static double Decay(TimeSpan elapsed, TimeSpan memory) => Math.Exp(-elapsed / memory);
}

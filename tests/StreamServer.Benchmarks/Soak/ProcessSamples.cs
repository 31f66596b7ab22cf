namespace StreamServer.Benchmarks.Soak;

/// <summary>What a process holds over time. Not thread-safe.</summary>
internal sealed class ProcessSamples
{
    private readonly List<(double Minute, double Megabytes, int Threads, int Handles)> _samples = [];

    public int Count => _samples.Count;

    public void Take(double minute, ServerProcess server) => _samples.Add((minute, server.MemoryMb, server.Threads, server.Handles));

    /// <summary>Samples from a minute on.</summary>
    public ProcessSamples From(double minute)
    {
        ProcessSamples later = new();
        later._samples.AddRange(_samples.Where(sample => sample.Minute >= minute));
        return later;
    }

    /// <summary>Of resident memory, by least squares, in MB a minute.</summary>
    public double Slope() => SlopeOf(sample => sample.Megabytes);

    /// <summary>Of threads a minute.</summary>
    public double ThreadSlope() => SlopeOf(sample => sample.Threads);

    /// <summary>Of descriptors a minute.</summary>
    public double HandleSlope() => SlopeOf(sample => sample.Handles);

    public override string ToString() =>
        $"memory {_samples.Min(sample => sample.Megabytes):0} to {_samples.Max(sample => sample.Megabytes):0} MB, "
        + $"threads {_samples.Min(sample => sample.Threads)} to {_samples.Max(sample => sample.Threads)}, "
        + $"descriptors {_samples.Min(sample => sample.Handles)} to {_samples.Max(sample => sample.Handles)}";

    private double SlopeOf(Func<(double Minute, double Megabytes, int Threads, int Handles), double> value)
    {
        double minute = _samples.Average(sample => sample.Minute);
        double mean = _samples.Average(value);
        double spread = _samples.Sum(sample => (sample.Minute - minute) * (sample.Minute - minute));
        return spread == 0 ? 0 : _samples.Sum(sample => (sample.Minute - minute) * (value(sample) - mean)) / spread;
    }
}

namespace StreamServer.Supabase;

/// <summary>
/// A clock that runs like the machine's and begins at noon, so that no test meets midnight where days and months of quotas begin anew;
/// a test may put it forward. Timers are the machine's. Thread-safe.
/// </summary>
public sealed class TestTime : TimeProvider
{
    private static readonly DateTimeOffset Noon = new(System.GetUtcNow().Date.AddHours(12), TimeSpan.Zero);
    private static readonly long Start = System.GetTimestamp();

    private long _ahead;

    /// <summary>For whoever only reads it.</summary>
    public static TestTime Shared { get; } = new();

    public override DateTimeOffset GetUtcNow() => Noon + System.GetElapsedTime(Start) + new TimeSpan(Interlocked.Read(ref _ahead));

    public void Advance(TimeSpan time) => Interlocked.Add(ref _ahead, time.Ticks);
}

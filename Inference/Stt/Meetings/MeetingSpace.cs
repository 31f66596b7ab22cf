namespace StreamServer.Inference.Stt.Meetings;

/// <summary>Characters that all meetings together may hold. Thread-safe.</summary>
internal sealed class MeetingSpace(long most = MeetingSpace.Usual)
{
    /// <summary>64 MB of text: a thousand hours of talk.</summary>
    public const long Usual = 32L << 20;

    private long _held;

    public bool IsFull => Interlocked.Read(ref _held) > most;

    public void Add(long characters) => Interlocked.Add(ref _held, characters);
}

namespace StreamServer.Inference.Stt.Vad;

/// <summary>What a window meant for the stream's segments.</summary>
internal enum SegmentKind
{
    /// <summary>Nothing changed.</summary>
    None,

    /// <summary>Speech is certain; it began at <see cref="SegmentChange.Start"/>.</summary>
    Started,

    /// <summary>First quiet windows: if this is the end, the segment is [Start, End).</summary>
    Quiet,

    /// <summary>Speech goes on after a quiet place.</summary>
    Resumed,

    /// <summary>The segment is [Start, End).</summary>
    Ended,

    /// <summary>Speech without a pause grew too long: [Start, End) is one segment, the next begins at End.</summary>
    Cut,
}

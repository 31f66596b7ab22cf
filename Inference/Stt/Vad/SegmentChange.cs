namespace StreamServer.Inference.Stt.Vad;

/// <summary>One decision of the segmenter.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Start">First sample of the segment, counted from the stream's first.</param>
/// <param name="End">First sample after it; 0 while it is open.</param>
internal readonly record struct SegmentChange(SegmentKind Kind, long Start, long End);

namespace StreamServer.Benchmarks.Load;

/// <param name="Text">What is said.</param>
/// <param name="Start">Seconds from the start of the stream.</param>
/// <param name="End">Seconds from the start of the stream.</param>
internal sealed record SttUtterance(string Text, double Start, double End);

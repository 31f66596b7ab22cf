namespace StreamServer.Normalization.Text;

/// <summary>A stretch of a text that cannot be said.</summary>
/// <param name="Start">Index of its first UTF-16 unit.</param>
/// <param name="End">Index of the first unit behind it.</param>
/// <param name="Text">What stands there.</param>
internal sealed record UnspeakableSpan(int Start, int End, string Text);

namespace StreamServer.Inference.Tts.Lm;

/// <summary>The graph that a language model's session is made from.</summary>
/// <param name="Path">Its file, or the file that it was made from.</param>
/// <param name="Content">The graph itself when there is no file of it; weights outside of it lie beside <paramref name="Path"/>.</param>
/// <param name="Head">Column of each token that it scores; null when it scores the whole vocabulary.</param>
/// <param name="Note">What an operator should know about it; null when there is nothing to say.</param>
internal sealed record LmFile(string Path, byte[]? Content = null, IReadOnlyDictionary<int, int>? Head = null, string? Note = null);

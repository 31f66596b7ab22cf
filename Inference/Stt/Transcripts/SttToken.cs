namespace StreamServer.Inference.Stt.Transcripts;

/// <summary>One recognised piece of text.</summary>
/// <param name="Piece">Text; a leading <c>▁</c> (U+2581) starts a new word.</param>
/// <param name="Start">Seconds from the utterance's first sample.</param>
/// <param name="End">Seconds from the utterance's first sample.</param>
/// <param name="LogProbability">Natural logarithm of the model's probability of this piece.</param>
internal readonly record struct SttToken(string Piece, float Start, float End, float LogProbability);

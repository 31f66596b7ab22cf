namespace StreamServer.Inference.Stt.Transcripts;

/// <summary>One of several answers that exclude each other.</summary>
/// <param name="Name">Lower case, such as <c>en</c> or <c>happy</c>.</param>
/// <param name="Score">Probability among the answers of its group; they sum to 1.</param>
internal readonly record struct TagScore(string Name, float Score);

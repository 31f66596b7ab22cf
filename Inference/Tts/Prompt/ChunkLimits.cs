namespace StreamServer.Inference.Tts.Prompt;

/// <summary>How long a chunk may be, in characters.</summary>
/// <param name="Max">Limit of the model; a property of its training data.</param>
/// <param name="First">Wish for the first chunk, so that its audio starts early; kept only where a clause or sentence ends.</param>
/// <param name="JoinSentences">Short sentences of one paragraph share a chunk.</param>
internal readonly record struct ChunkLimits(int Max, int First, bool JoinSentences);

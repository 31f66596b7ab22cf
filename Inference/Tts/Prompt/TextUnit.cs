namespace StreamServer.Inference.Tts.Prompt;

/// <summary>What a chunk is made of and never cut in: a word with its punctuation, or an emotion tag.</summary>
internal readonly record struct TextUnit(string Text, ChunkEnd End, bool SpaceBefore);

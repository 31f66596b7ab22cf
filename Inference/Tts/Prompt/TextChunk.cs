namespace StreamServer.Inference.Tts.Prompt;

/// <summary>A piece of text that is spoken in one go.</summary>
/// <param name="Text">Trimmed, not empty, at most the model's limit.</param>
/// <param name="End">What the text ends with: how long to pause after it.</param>
internal readonly record struct TextChunk(string Text, ChunkEnd End);

using StreamServer.Inference.Tts.Lm;
using StreamServer.Inference.Tts.Prompt;

namespace StreamServer.Inference.Tts;

/// <summary>A chunk that is being spoken and its tokens; the first is there.</summary>
internal readonly record struct ChunkTokens(int Index, TextChunk Chunk, TokenStream Tokens);

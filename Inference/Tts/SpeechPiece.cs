namespace StreamServer.Inference.Tts;

/// <summary>Samples on their way out, mono at the codec's rate.</summary>
/// <param name="Samples">Valid until the next piece is asked for.</param>
/// <param name="Chunk">Number of the chunk that is being spoken.</param>
internal readonly record struct SpeechPiece(ReadOnlyMemory<float> Samples, int Chunk);

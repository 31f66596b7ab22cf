namespace StreamServer.Inference.Tts.Lm;

/// <summary>Shape of the key-value cache.</summary>
internal sealed record KvShape(int Slots, int Layers, int KvHeads, int MaxLength, int HeadSize);

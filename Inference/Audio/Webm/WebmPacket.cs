namespace StreamServer.Inference.Audio.Webm;

/// <summary>One packet of a codec.</summary>
/// <param name="Bytes">Valid until the next one is asked for.</param>
/// <param name="Discard">Nanoseconds at its end that are not to be heard; negative for its start.</param>
internal readonly record struct WebmPacket(ReadOnlyMemory<byte> Bytes, long Discard);

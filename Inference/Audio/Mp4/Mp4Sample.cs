namespace StreamServer.Inference.Audio.Mp4;

/// <summary>Where one packet of the codec lies.</summary>
/// <param name="Offset">Bytes from the file's start.</param>
/// <param name="Size">Bytes.</param>
internal readonly record struct Mp4Sample(long Offset, int Size);

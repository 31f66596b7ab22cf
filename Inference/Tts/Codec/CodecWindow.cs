namespace StreamServer.Inference.Tts.Codec;

/// <summary>
/// Tokens [<see cref="From"/>, <see cref="To"/>) go into the decoder; the samples of [<see cref="EmitFrom"/>, <see cref="EmitTo"/>)
/// come out.
/// </summary>
internal readonly record struct CodecWindow(int From, int EmitFrom, int EmitTo, int To)
{
    public int Length => To - From;

    public int Emits => EmitTo - EmitFrom;
}

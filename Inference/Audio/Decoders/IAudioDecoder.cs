namespace StreamServer.Inference.Audio.Decoders;

/// <summary>
/// Turns the bytes of one socket into interleaved float samples. Raw encodings may be cut anywhere, inside a sample too; of
/// opus each call is one packet. Not thread-safe; allocates nothing once warm (save the managed opus codec).
/// </summary>
internal interface IAudioDecoder : IDisposable
{
    /// <summary>Bytes of one sample of every channel; 0 where messages are packets.</summary>
    int FrameBytes { get; }

    /// <summary>Bytes that do not make up a sample of every channel yet. Not zero at the end of a stream: half a sample was sent.</summary>
    int PendingBytes { get; }

    /// <summary>Samples so far that were no numbers or over <see cref="AudioLimits.MostAmplitude"/>.</summary>
    long BadSamples => 0;

    /// <param name="bytes">The next bytes, or one opus packet.</param>
    /// <param name="output">
    /// Receives whole frames: a sample of every channel, finite and at most <see cref="AudioLimits.MostAmplitude"/>.
    /// </param>
    /// <exception cref="StreamException"><see cref="StreamError.ClientBadAudio"/>; the stream may go on with the next packet.</exception>
    void Decode(ReadOnlySpan<byte> bytes, SampleQueue output);
}

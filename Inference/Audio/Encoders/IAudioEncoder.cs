using System.Buffers;

namespace StreamServer.Inference.Audio.Encoders;

/// <summary>
/// Turns mono float samples into the bytes of one container; where that has two channels both carry them. One instance a
/// response: <see cref="Start"/> once, then any number of <see cref="Encode"/>, then <see cref="Finish"/> once. Not thread-safe;
/// runs on the request's own task.
/// </summary>
internal interface IAudioEncoder : IDisposable
{
    /// <summary>Value of the Content-Type header.</summary>
    string ContentType { get; }

    /// <summary>Hz that <see cref="Encode"/> expects.</summary>
    int SampleRate { get; }

    /// <summary>Writes the header.</summary>
    /// <param name="output">Receives bytes.</param>
    /// <param name="totalSamples">Length when it is known (an answer that is not streamed), null when it is not.</param>
    void Start(IBufferWriter<byte> output, long? totalSamples = null);

    /// <summary>Encodes samples in [-1, 1] (others are clipped). What does not fill a frame waits for the next call.</summary>
    void Encode(ReadOnlySpan<float> samples, IBufferWriter<byte> output);

    /// <summary>Hands out what can be handed out now without padding, so that a client hears it: called after each chunk.</summary>
    void Flush(IBufferWriter<byte> output);

    /// <summary>Writes the rest and closes the container. No sample is lost.</summary>
    void Finish(IBufferWriter<byte> output);
}

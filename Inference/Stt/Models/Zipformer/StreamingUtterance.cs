namespace StreamServer.Inference.Stt.Models.Zipformer;

/// <summary>What a streaming engine keeps for an utterance from job to job.</summary>
internal sealed class StreamingUtterance
{
    /// <summary>Null before the first job and after a failure.</summary>
    public ZipformerStream? Stream { get; set; }

    /// <summary>The stream to go on with.</summary>
    /// <param name="frames">Feature frames of the audio now.</param>
    /// <param name="begin">Makes a new one.</param>
    /// <param name="lookahead">Frames beyond the chunk that a run reads.</param>
    public ZipformerStream Continue(int frames, Func<ZipformerStream> begin, int lookahead)
    {
        // Long speech was cut before what the encoder has already read: states cannot go back.
        if (Stream is null || (Stream.Processed > 0 && Stream.Processed + lookahead > frames))
        {
            Stream = begin();
        }

        Stream.Features.Truncate(frames);
        return Stream;
    }
}

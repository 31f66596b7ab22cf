namespace StreamServer.Inference.Audio.Files;

/// <summary>A recording that closes its source with itself.</summary>
internal sealed class OwnedAudioFile(IAudioFile file, Stream source) : IAudioFile
{
    public string Format => file.Format;

    public int SampleRate => file.SampleRate;

    public int Channels => file.Channels;

    public int Read(Span<float> interleaved) => file.Read(interleaved);

    public void Dispose()
    {
        file.Dispose();
        source.Dispose();
    }
}

using NLayer;

namespace StreamServer.Inference.Audio.Files;

/// <summary>MPEG audio through NLayer.</summary>
internal sealed class Mp3File : IAudioFile
{
    /// <summary>Between two frames: a hundred of the longest. NLayer searches at 2 MB a second.</summary>
    private const int Patience = 256 * 1024;

    private readonly FileSource _source;
    private readonly MpegFile _mpeg;
    private float[] _buffer = [];

    /// <param name="source">Can seek: NLayer loses its place in a stream that cannot.</param>
    public Mp3File(FileSource source)
    {
        _source = source;
        _source.Narrow(0, MpegTags.AudioEnd(source));
        _source.Patience = Patience;
        _source.FoundAudio();
        _mpeg = Guard(() => new MpegFile(source));

        // Asked once, here: NLayer drops the frames that it has read, and these with them.
        SampleRate = _mpeg.SampleRate;
        Channels = _mpeg.Channels;
    }

    public string Format => "mp3";

    public int SampleRate { get; }

    public int Channels { get; }

    public int Read(Span<float> interleaved)
    {
        int wanted = interleaved.Length - (interleaved.Length % Channels);
        if (_buffer.Length < wanted)
        {
            _buffer = new float[wanted];
        }

        int read = Guard(() => _mpeg.ReadSamples(_buffer, 0, wanted));
        read -= read % Channels;
        _buffer.AsSpan(0, read).CopyTo(interleaved);
        SampleFormats.Bound(interleaved[..read]);
        _source.FoundAudio();
        return read;
    }

    public void Dispose() => _mpeg.Dispose();

    /// <summary>The parser meets whatever a caller uploads, and fails in many ways: only the source's own failures are not the file's.</summary>
    private static T Guard<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception damage) when (damage is not (IOException or ObjectDisposedException or OutOfMemoryException
            or StreamException or OperationCanceledException))
        {
            throw BadAudio.Because("The mp3 file is damaged: no MPEG audio can be decoded.", damage);
        }
    }
}

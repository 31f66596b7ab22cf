using StreamServer.Inference.Audio.Mp4;
using StreamServer.Inference.Audio.Ogg;

namespace StreamServer.Inference.Audio.Files;

/// <summary>Opus in MP4, M4A or QuickTime, also in the fragments that browsers' recorders write.</summary>
internal sealed class Mp4File : IAudioFile
{
    /// <summary>A table of tracks before the first packet; larger than that is no table (<see cref="Mp4Reader"/>).</summary>
    private const int Patience = 64 << 20;

    private readonly FileSource _source;
    private readonly Mp4Reader _reader;
    private readonly OpusTrack _opus;

    public Mp4File(FileSource source)
    {
        _source = source;
        _source.Patience = Patience;
        _reader = new Mp4Reader(source);
        try
        {
            Mp4Track track = _reader.Open();
            if (track.Codec != "Opus")
            {
                throw new InvalidDataException($"holds {track.CodecName}, which this server does not decode; send Opus (in WebM, MP4 or "
                    + "Ogg), WAV, MP3 or FLAC. A browser's MediaRecorder makes Opus with mimeType 'audio/webm;codecs=opus' or "
                    + "'audio/mp4;codecs=opus'");
            }

            _opus = new OpusTrack("mp4", OpusConfig.Read(track.Entry) ?? throw new InvalidDataException("is damaged: Opus without a head"));
        }
        catch (InvalidDataException damage)
        {
            throw BadAudio.Because($"The mp4 file {damage.Message}.", damage);
        }
    }

    public string Format => "mp4";

    public int SampleRate => OpusHead.GranuleRate;

    public int Channels => _opus.Channels;

    public int Read(Span<float> interleaved)
    {
        try
        {
            while (_opus.Ready == 0)
            {
                if (!_reader.TryRead(out ReadOnlySpan<byte> packet))
                {
                    return 0;
                }

                if (_opus.Decode(packet))
                {
                    _source.FoundAudio();
                }
            }
        }
        catch (InvalidDataException damage)
        {
            throw BadAudio.Because($"The mp4 file {damage.Message}.", damage);
        }

        return _opus.Pull(interleaved);
    }

    public void Dispose() => _opus.Dispose();
}

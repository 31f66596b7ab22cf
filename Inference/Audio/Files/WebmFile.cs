using StreamServer.Inference.Audio.Ogg;
using StreamServer.Inference.Audio.Webm;

namespace StreamServer.Inference.Audio.Files;

/// <summary>Opus in WebM or Matroska, as Chromium's and Firefox's <c>MediaRecorder</c> write it.</summary>
internal sealed class WebmFile : IAudioFile
{
    /// <summary>Tags, pictures' heads and other tracks' blocks before audio comes.</summary>
    private const int Patience = 4 << 20;

    private const double Nanoseconds = 1e9;

    private readonly FileSource _source;
    private readonly WebmReader _reader;
    private readonly OpusTrack _opus;

    public WebmFile(FileSource source)
    {
        _source = source;
        _source.Patience = Patience;
        _reader = new WebmReader(source);
        WebmTrack track = Try(_reader.Open);
        _opus = new OpusTrack("webm", OpusHead.TryRead(track.Private)
            ?? throw BadAudio.Because("The webm file is damaged: its Opus track has no head."));
    }

    public string Format => "webm";

    public int SampleRate => OpusHead.GranuleRate;

    public int Channels => _opus.Channels;

    public int Read(Span<float> interleaved)
    {
        while (_opus.Ready == 0)
        {
            (bool isThere, WebmPacket packet) = Try(Next);
            if (!isThere)
            {
                return 0;
            }

            if (_opus.Decode(packet.Bytes.Span, (long)Math.Round(Math.Max(0, packet.Discard) * SampleRate / Nanoseconds)))
            {
                _source.FoundAudio();
            }
        }

        return _opus.Pull(interleaved);
    }

    public void Dispose() => _opus.Dispose();

    private (bool IsThere, WebmPacket Packet) Next()
    {
        try
        {
            return (_reader.TryRead(out WebmPacket packet), packet);
        }
        catch (EndOfStreamException)
        {
            // Of what is decoded while it comes nobody knew the end: a recorder that was killed leaves half a block.
            return default;
        }
    }

    private static T Try<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException damage)
        {
            throw BadAudio.Because($"The webm file {damage.Message}.", damage);
        }
        catch (EndOfStreamException end)
        {
            throw BadAudio.Because("The webm file ends before its first packet.", end);
        }
    }
}

using StreamServer.Inference.Audio.Decoders;
using StreamServer.Inference.Audio.Ogg;

namespace StreamServer.Inference.Audio.Files;

/// <summary>Opus packets of a container to samples at 48 kHz, without what is not to be heard at both ends.</summary>
internal sealed class OpusTrack : IDisposable
{
    private readonly string _container;
    private readonly OpusPacketDecoder _opus;
    private readonly SampleQueue _packet = new();
    private readonly SampleQueue _ready = new();
    private long _skip;

    /// <param name="container">For messages.</param>
    /// <param name="head">Of the track.</param>
    /// <exception cref="StreamException"><see cref="StreamError.ClientBadAudio"/>: more than stereo.</exception>
    public OpusTrack(string container, OpusHead head)
    {
        if (head.MappingFamily != 0 || head.Channels is < 1 or > 2)
        {
            throw BadAudio.Because(
                $"The {container} file has {head.Channels} channels of Opus in mapping family {head.MappingFamily}; "
                + "mono and stereo are possible.");
        }

        _container = container;
        Channels = head.Channels;
        _skip = head.PreSkip;
        _opus = new OpusPacketDecoder(OpusHead.GranuleRate, head.Channels) { Gain = head.OutputGain };
    }

    public int Channels { get; }

    /// <summary>Samples of all channels that wait.</summary>
    public int Ready => _ready.Count;

    /// <param name="packet">One packet.</param>
    /// <param name="cutAtEnd">Frames at its end that are not to be heard.</param>
    /// <returns>Whether something was heard.</returns>
    /// <exception cref="StreamException"><see cref="StreamError.ClientBadAudio"/>: not Opus.</exception>
    public bool Decode(ReadOnlySpan<byte> packet, long cutAtEnd = 0)
    {
        try
        {
            _opus.Decode(packet, _packet);
        }
        catch (StreamException refused)
        {
            throw BadAudio.Because($"The {_container} file is damaged: a packet cannot be decoded.", refused);
        }

        int frames = (int)Math.Clamp((_packet.Count / Channels) - cutAtEnd, 0, _packet.Count / Channels);
        int dropped = (int)Math.Min(_skip, frames);
        _skip -= dropped;
        _ready.Push(_packet.Unread[(dropped * Channels)..(frames * Channels)]);
        _packet.Clear();
        return frames > 0;
    }

    public int Pull(Span<float> interleaved) => _ready.Pull(interleaved[..(interleaved.Length - (interleaved.Length % Channels))]);

    public void Dispose() => _opus.Dispose();
}

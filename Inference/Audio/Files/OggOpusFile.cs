using StreamServer.Inference.Audio.Decoders;
using StreamServer.Inference.Audio.Ogg;

namespace StreamServer.Inference.Audio.Files;

/// <summary>
/// Opus in Ogg, RFC 7845: mono and stereo, decoded at 48 kHz. The pre-skip and what lies behind the last granule position are
/// left out. Of a chained file the first link is read.
/// </summary>
internal sealed class OggOpusFile : IAudioFile
{
    /// <summary>Pages of other streams, and packets of nothing: more than a minute of them.</summary>
    private const int Patience = 4 << 20;

    private readonly FileSource _source;
    private readonly OggPacketReader _packets;
    private readonly OpusPacketDecoder _opus;
    private readonly SampleQueue _packet = new(); // one decoded packet
    private readonly SampleQueue _ready = new();
    private long _skip; // frames of the pre-skip that are still to drop
    private long? _granule; // at the end of the page before; null before the first
    private long _lastPage; // frames of the last page that were delivered

    public OggOpusFile(FileSource source)
    {
        _source = source;
        _source.Patience = Patience;
        _packets = new OggPacketReader(source);
        OpusHead? head = TryNext(out ReadOnlySpan<byte> packet) ? OpusHead.TryRead(packet) : null;
        if (head is null)
        {
            throw BadAudio.Because("The ogg file does not hold opus.");
        }

        if (head.MappingFamily != 0 || head.Channels is < 1 or > 2)
        {
            throw BadAudio.Because(
                $"The opus file has {head.Channels} channels in mapping family {head.MappingFamily}; mono and stereo are possible.");
        }

        if (!TryNext(out ReadOnlySpan<byte> tags) || !tags.StartsWith(OpusTags.Magic))
        {
            throw BadAudio.Because("The opus file has no comment header.");
        }

        Channels = head.Channels;
        _skip = head.PreSkip;
        _opus = new OpusPacketDecoder(SampleRate, head.Channels) { Gain = head.OutputGain };
    }

    public string Format => "opus";

    public int SampleRate => OpusHead.GranuleRate;

    public int Channels { get; }

    public int Read(Span<float> interleaved)
    {
        while (_ready.Count == 0 && DecodePacket())
        {
        }

        return _ready.Pull(interleaved[..(interleaved.Length - (interleaved.Length % Channels))]);
    }

    public void Dispose() => _opus.Dispose();

    /// <returns>False at the end.</returns>
    private bool DecodePacket()
    {
        if (!TryNext(out ReadOnlySpan<byte> packet))
        {
            return _granule is null && !_packets.IsLastPage
                ? throw BadAudio.Because("The ogg file was cut off before its first sample.")
                : false;
        }

        try
        {
            _opus.Decode(packet, _packet);
        }
        catch (StreamException refused)
        {
            throw BadAudio.Because("The opus file is damaged: a packet cannot be decoded.", refused);
        }

        Deliver();
        if (_packets.EndsPage)
        {
            _granule = _packets.PageGranule;
        }

        return true;
    }

    private void Deliver()
    {
        int frames = _packet.Count / Channels;
        if (_packets.IsLastPage)
        {
            // The last page says where inside it the audio ends. Where it is also the only one, the audio starts at zero. RFC 7845 §4.5.
            frames = (int)Math.Clamp(_packets.PageGranule - (_granule ?? 0) - _lastPage, 0, frames);
            _lastPage += frames;
        }

        int dropped = (int)Math.Min(_skip, frames);
        _skip -= dropped;
        _ready.Push(_packet.Unread[(dropped * Channels)..(frames * Channels)]);
        _packet.Clear();
        if (frames > 0)
        {
            _source.FoundAudio();
        }
    }

    private bool TryNext(out ReadOnlySpan<byte> packet)
    {
        try
        {
            return _packets.TryRead(out packet);
        }
        catch (InvalidDataException damage)
        {
            throw BadAudio.Because($"The ogg file is damaged: {damage.Message}.", damage);
        }
    }
}

using StreamServer.Inference.Audio.Decoders;
using StreamServer.Inference.Audio.Ogg;

namespace StreamServer.Inference.Audio.Files;

/// <summary>
/// Opus in Ogg, RFC 7845: mono and stereo, decoded at 48 kHz. The pre-skip and what lies behind the last granule position are
/// left out. Of a chained file all links are read, with the channels of the first.
/// </summary>
internal sealed class OggOpusFile : IAudioFile
{
    /// <summary>Pages of other streams, and packets of nothing: more than a minute of them.</summary>
    private const int Patience = 4 << 20;

    private readonly FileSource _source;
    private readonly OggPacketReader _packets;
    private readonly SampleQueue _packet = new(); // one decoded packet
    private readonly SampleQueue _ready = new();
    private OpusPacketDecoder _opus; // of the link
    private int _channels; // of the link
    private bool _isLaterLink;
    private long _skip; // frames of the pre-skip that are still to drop
    private long? _granule; // at the end of the page before; null before the first
    private long _lastPage; // frames of the last page that were delivered

    public OggOpusFile(FileSource source)
    {
        _source = source;
        _source.Patience = Patience;
        _packets = new OggPacketReader(source);
        OpusHead head = ReadHead() ?? throw BadAudio.Because(
            _packets.Other is { } other ? $"The ogg file holds {other} and no opus." : "The ogg file does not hold opus.");
        Channels = _channels = head.Channels;
        _opus = Start(head);
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

    /// <returns>Null where no stream of opus begins.</returns>
    private OpusHead? ReadHead()
    {
        if ((TryNext(out ReadOnlySpan<byte> packet) ? OpusHead.TryRead(packet) : null) is not { } head)
        {
            return null;
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

        _packets.Join();
        return head;
    }

    private OpusPacketDecoder Start(OpusHead head)
    {
        (_skip, _granule, _lastPage) = (head.PreSkip, null, 0);
        return new OpusPacketDecoder(SampleRate, head.Channels) { Gain = head.OutputGain };
    }

    /// <returns>False at the end.</returns>
    private bool DecodePacket()
    {
        if (!TryNext(out ReadOnlySpan<byte> packet))
        {
            return _granule is null && !_packets.IsLastPage && !_isLaterLink
                ? throw BadAudio.Because("The ogg file was cut off before its first sample.")
                : TryNextLink();
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

    private bool TryNextLink()
    {
        if (!Guard(_packets.TryNextLink))
        {
            return false;
        }

        _isLaterLink = true;
        if (ReadHead() is not { } head)
        {
            throw BadAudio.Because(
                $"The ogg file goes on with another recording, which holds {_packets.Other ?? "something else"} and no opus.");
        }

        _opus.Dispose();
        _channels = head.Channels;
        _opus = Start(head);
        return true;
    }

    private void Deliver()
    {
        int frames = _packet.Count / _channels;
        if (_packets.IsLastPage)
        {
            // The last page says where inside it the audio ends. Where it is also the only one, the audio starts at zero. RFC 7845 §4.5.
            frames = (int)Math.Clamp(_packets.PageGranule - (_granule ?? 0) - _lastPage, 0, frames);
            _lastPage += frames;
        }

        int dropped = (int)Math.Min(_skip, frames);
        _skip -= dropped;
        Push(_packet.Unread[(dropped * _channels)..(frames * _channels)]);
        _packet.Clear();
        if (frames > 0)
        {
            _source.FoundAudio();
        }
    }

    /// <summary>A later link may have another number of channels: one stands for both, or the mean of two for one.</summary>
    private void Push(ReadOnlySpan<float> samples)
    {
        if (_channels == Channels)
        {
            _ready.Push(samples);
            return;
        }

        int frames = samples.Length / _channels;
        Span<float> output = _ready.Reserve(frames * Channels)[..(frames * Channels)];
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = _channels == 1 ? samples[i / Channels] : (samples[2 * i] + samples[(2 * i) + 1]) / 2;
        }

        _ready.Commit(output.Length);
    }

    private bool TryNext(out ReadOnlySpan<byte> packet)
    {
        try
        {
            return _packets.TryRead(out packet);
        }
        catch (InvalidDataException damage)
        {
            throw Damaged(damage);
        }
    }

    private static bool Guard(Func<bool> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException damage)
        {
            throw Damaged(damage);
        }
    }

    private static StreamException Damaged(InvalidDataException damage) =>
        BadAudio.Because($"The ogg file is damaged: {damage.Message}.", damage);
}

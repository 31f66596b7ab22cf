using StreamServer.Inference.Audio.Decoders;
using StreamServer.Inference.Audio.Ogg;

namespace StreamServer.Inference.Audio.Files;

/// <summary>
/// Opus in Ogg, RFC 7845: mono and stereo, decoded at 48 kHz. The pre-skip and what lies behind the last granule position are
/// left out. Of a chained file the first link is read.
/// </summary>
internal sealed class OggOpusFile : IAudioFile
{
    private readonly OggPacketReader _packets;
    private readonly OpusPacketDecoder _opus;
    private readonly SampleQueue _page = new(); // decoded packets of the page that is being read: its end may be cut
    private readonly SampleQueue _ready = new();
    private long _skip; // frames of the pre-skip that are still to drop
    private long? _granule; // at the end of the page before; null before the first

    public OggOpusFile(Stream source)
    {
        _packets = new OggPacketReader(source);
        OpusHead? head = TryNext(out ReadOnlySpan<byte> packet) ? OpusHead.TryRead(packet) : null;
        if (head is null)
        {
            throw BadAudio.Because("The ogg file does not hold opus.");
        }

        if (head.MappingFamily != 0 || head.Channels is < 1 or > 2)
        {
            throw BadAudio.Because($"The opus file has {head.Channels} channels in mapping family {head.MappingFamily}; mono and stereo are possible.");
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
        while (_ready.Count == 0 && DecodePage())
        {
        }

        return _ready.Pull(interleaved[..(interleaved.Length - (interleaved.Length % Channels))]);
    }

    public void Dispose() => _opus.Dispose();

    /// <returns>False at the end.</returns>
    private bool DecodePage()
    {
        while (TryNext(out ReadOnlySpan<byte> packet))
        {
            try
            {
                _opus.Decode(packet, _page);
            }
            catch (StreamException refused)
            {
                throw BadAudio.Because("The opus file is damaged: a packet cannot be decoded.", refused);
            }

            if (_packets.EndsPage)
            {
                EndPage();
                return true;
            }
        }

        // The file was cut off inside a page: its whole packets are still good.
        int left = _page.Count;
        if (left == 0 && _granule is null && !_packets.IsLastPage)
        {
            throw BadAudio.Because("The ogg file was cut off before its first sample.");
        }

        Deliver(left / Channels);
        return left > 0;
    }

    private void EndPage()
    {
        int frames = _page.Count / Channels;
        long end = _packets.PageGranule;
        if (_packets.IsLastPage)
        {
            // Where the only page of a file is also its last, the audio starts at zero. RFC 7845 §4.5.
            frames = (int)Math.Clamp(end - (_granule ?? 0), 0, frames);
        }

        _granule = end;
        Deliver(frames);
    }

    private void Deliver(int frames)
    {
        int dropped = (int)Math.Min(_skip, frames);
        _skip -= dropped;
        _ready.Push(_page.Unread[(dropped * Channels)..(frames * Channels)]);
        _page.Clear();
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

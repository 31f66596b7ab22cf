using StreamServer.Inference.Audio;
using StreamServer.Inference.Audio.Decoders;
using StreamServer.Inference.Audio.Files;
using StreamServer.Inference.Stt.Features;
using StreamServer.Inference.Stt.Settings;

namespace StreamServer.Inference.Stt.Sessions;

/// <summary>
/// Turns a client's bytes into 16 kHz streams: decode, pick or mix channels, resample. Messages may be cut anywhere, in the
/// middle of a sample too; of opus each is one packet. Whoever sends a recording with its container instead of samples is understood by
/// the first bytes. Not thread-safe.
/// </summary>
internal sealed class SttIntake : IDisposable
{
    /// <summary>
    /// Sample frames of a message that are taken in one go: what the buffers of a session hold does not depend on its messages.
    /// </summary>
    private const int PieceFrames = 8192;

    private readonly IAudioDecoder _decoder;
    private readonly bool _isSeparate;
    private readonly SampleQueue _interleaved = new();
    private readonly float[][] _streams;
    private ChannelConverter? _converter; // of a container only when its rate is known
    private byte[]? _head = []; // the first bytes, until it is known what they are
    private StreamedFile? _file;
    private bool _isEnded;

    /// <exception cref="StreamException"><see cref="StreamError.ClientBadRequest"/>: rate or channels that the encoding lacks.</exception>
    public SttIntake(SttSessionSettings settings)
    {
        _decoder = AudioDecoders.Create(settings.Encoding, settings.SampleRate, settings.Channels);
        _isSeparate = settings.ChannelUse == ChannelUse.Separate;
        _converter = new ChannelConverter(settings.Channels, settings.SampleRate, FbankSpec.SampleRate, _isSeparate);
        _streams = [.. Enumerable.Range(0, settings.Streams).Select(_ => Array.Empty<float>())];
    }

    /// <summary>Bytes of a sample frame that has not come whole yet.</summary>
    public int Incomplete => _file is not null ? 0 : FrameBytes == 0 ? 0 : (_decoder.PendingBytes + (_head?.Length ?? 0)) % FrameBytes;

    /// <summary>Bytes that one sample frame of all channels takes.</summary>
    public int FrameBytes => _decoder.FrameBytes;

    /// <summary>Samples so far that were no numbers or far over full scale.</summary>
    public long BadSamples => _decoder.BadSamples;

    /// <summary>Samples that the last <see cref="Push"/> or <see cref="Flush"/> gave, the same for each stream.</summary>
    public int Count { get; private set; }

    /// <summary>The same call again gives more without more bytes.</summary>
    public bool HasMore => _file is { HasMore: true };

    /// <summary>What to tell a client that sent something else than it said; once.</summary>
    public string? Notice { get; private set; }

    /// <summary>What the last call gave of one stream: 16 kHz in [-1, 1]; valid until the next call.</summary>
    public ReadOnlyMemory<float> Stream(int index) => _streams[index].AsMemory(0, Count);

    /// <summary>Decodes the beginning of a message; of opus all of it.</summary>
    /// <returns>Bytes taken; the rest is for the next call.</returns>
    /// <exception cref="StreamException">
    /// <see cref="StreamError.ClientBadAudio"/>: not an opus packet, or a container that is damaged or cannot be decoded while it comes.
    /// </exception>
    public int Push(ReadOnlySpan<byte> message)
    {
        (Count, Notice) = (0, null);
        if (_head is { } head)
        {
            return PushHead(head, message);
        }

        if (HasMore)
        {
            _file!.Continue();
            Take();
            return 0;
        }

        ReadOnlySpan<byte> piece =
            FrameBytes == 0 && _file is null ? message : message[..Math.Min(message.Length, PieceFrames * Math.Max(1, FrameBytes))];
        PushBytes(piece);
        return piece.Length;
    }

    /// <summary>No more audio comes: hands out what the decoder and the resampler still hold.</summary>
    /// <exception cref="StreamException"><see cref="StreamError.ClientBadAudio"/>: a container that was cut off too early.</exception>
    public void Flush()
    {
        (Count, Notice) = (0, null);
        if (_head is { Length: > 0 } head && FrameBytes > 0)
        {
            _head = null;
            _decoder.Decode(head, _interleaved);
            Convert(_interleaved);
        }

        if (_file is not null)
        {
            EndFile();
        }

        if (!HasMore)
        {
            _converter?.Flush();
            Pull();
        }
    }

    /// <summary>From any thread. The decoder of opus is a safe handle.</summary>
    public void Dispose() => _file?.Dispose();

    private int PushHead(byte[] head, ReadOnlySpan<byte> message)
    {
        bool isPacket = FrameBytes == 0;
        int taken = isPacket ? message.Length : Math.Min(message.Length, AudioSignature.MostBytes);
        byte[] bytes = [.. head, .. message[..taken]];
        string? container = AudioSignature.NameOf(bytes);
        bool isKnown = container is not null || isPacket || !AudioSignature.MayBegin(bytes);
        if (!isKnown && bytes.Length >= AudioSignature.Bytes)
        {
            bool? isMpeg = AudioSignature.IsMpeg(bytes, isWhole: bytes.Length >= AudioSignature.MostBytes);
            (isKnown, container) = (isMpeg is not null, isMpeg == true ? "mp3" : null);
        }

        if (!isKnown)
        {
            _head = bytes;
            return taken;
        }

        _head = null;
        if (container is null)
        {
            PushBytes(bytes);
            return taken;
        }

        if (!AudioSignature.IsStreamable(container))
        {
            throw BadAudio.Because(
                $"The audio begins like {container}, which cannot be decoded while it comes: send raw samples (encoding, sample_rate, "
                + "channels), or wav, flac, mp3, or opus in ogg or webm.");
        }

        (_file, _converter) = (new StreamedFile(), null);
        PushBytes(bytes);
        return taken;
    }

    private void PushBytes(ReadOnlySpan<byte> bytes)
    {
        if (_file is not null)
        {
            _file.Push(bytes);
            Take();
            return;
        }

        _decoder.Decode(bytes, _interleaved);
        Convert(_interleaved);
        Pull();
    }

    private void EndFile()
    {
        if (_isEnded)
        {
            _file!.Continue();
        }
        else
        {
            _isEnded = true;
            _file!.End();
        }

        Take();
    }

    /// <summary>What the file has given.</summary>
    private void Take()
    {
        if (_converter is null && _file!.Format is { } format)
        {
            if (_isSeparate && _file.Channels != _streams.Length)
            {
                throw BadAudio.Because($"The {format} file has {_file.Channels} channels, and channels={_streams.Length} was said.");
            }

            _converter = new ChannelConverter(_file.Channels, _file.SampleRate, FbankSpec.SampleRate, _isSeparate);
            Notice = $"The audio begins like {format} and is decoded as such: {_file.SampleRate} Hz, {_file.Channels} channels.";
        }

        if (_converter is not null)
        {
            _converter.Push(_file!.Ready);
            _file.Clear();
            Pull();
        }
    }

    private void Convert(SampleQueue interleaved)
    {
        _converter!.Push(interleaved.Unread);
        interleaved.Clear();
    }

    private void Pull()
    {
        Count = _converter?.Available ?? 0;
        for (int stream = 0; stream < _streams.Length && Count > 0; stream++)
        {
            if (_streams[stream].Length < Count)
            {
                _streams[stream] = new float[Math.Max(Count, 2 * _streams[stream].Length)];
            }

            _converter!.Pull(stream, _streams[stream].AsSpan(0, Count));
        }
    }
}

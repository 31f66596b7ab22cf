using StreamServer.Inference.Audio;
using StreamServer.Inference.Audio.Decoders;
using StreamServer.Inference.Stt.Features;
using StreamServer.Inference.Stt.Settings;

namespace StreamServer.Inference.Stt.Sessions;

/// <summary>
/// Turns a client's bytes into 16 kHz streams: decode, pick or mix channels, resample. Messages may be cut anywhere, in the
/// middle of a sample too; of opus each is one packet. Not thread-safe.
/// </summary>
internal sealed class SttIntake
{
    /// <summary>
    /// Sample frames of a message that are taken in one go: what the buffers of a session hold does not depend on its messages.
    /// </summary>
    private const int PieceFrames = 8192;

    // Not disposed: only opus holds anything, and that is a safe handle.
    private readonly IAudioDecoder _decoder;
    private readonly ChannelConverter _converter;
    private readonly SampleQueue _interleaved = new();
    private readonly float[][] _streams;

    /// <exception cref="StreamException"><see cref="StreamError.ClientBadRequest"/>: rate or channels that the encoding lacks.</exception>
    public SttIntake(SttSessionSettings settings)
    {
        _decoder = AudioDecoders.Create(settings.Encoding, settings.SampleRate, settings.Channels);
        _converter = new ChannelConverter(
            settings.Channels, settings.SampleRate, FbankSpec.SampleRate, settings.ChannelUse == ChannelUse.Separate);
        _streams = [.. Enumerable.Range(0, settings.Streams).Select(_ => Array.Empty<float>())];
    }

    /// <summary>Bytes of a sample frame that has not come whole yet.</summary>
    public int Incomplete => _decoder.PendingBytes;

    /// <summary>Bytes that one sample frame of all channels takes.</summary>
    public int FrameBytes => _decoder.FrameBytes;

    /// <summary>Samples that the last <see cref="Push"/> or <see cref="Flush"/> gave, the same for each stream.</summary>
    public int Count { get; private set; }

    /// <summary>What the last call gave of one stream: 16 kHz in [-1, 1]; valid until the next call.</summary>
    public ReadOnlyMemory<float> Stream(int index) => _streams[index].AsMemory(0, Count);

    /// <summary>Decodes the beginning of a message; of opus all of it.</summary>
    /// <returns>Bytes taken; the rest is for the next call.</returns>
    /// <exception cref="StreamException"><see cref="StreamError.ClientBadAudio"/>: not an opus packet.</exception>
    public int Push(ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> piece = FrameBytes == 0 ? message : message[..Math.Min(message.Length, PieceFrames * FrameBytes)];
        _decoder.Decode(piece, _interleaved);
        _converter.Push(_interleaved.Unread);
        _interleaved.Clear();
        Pull();
        return piece.Length;
    }

    /// <summary>No more audio comes: hands out what the resampler still holds.</summary>
    public void Flush()
    {
        _converter.Flush();
        Pull();
    }

    private void Pull()
    {
        Count = _converter.Available;
        for (int stream = 0; stream < _streams.Length; stream++)
        {
            if (_streams[stream].Length < Count)
            {
                _streams[stream] = new float[Math.Max(Count, 2 * _streams[stream].Length)];
            }

            _converter.Pull(stream, _streams[stream].AsSpan(0, Count));
        }
    }
}

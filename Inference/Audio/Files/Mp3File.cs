using NLayer;
using StreamServer.Inference.Audio.Mpeg;

namespace StreamServer.Inference.Audio.Files;

/// <summary>
/// MPEG audio, layers I to III: NLayer decodes the frames. They are found here, because NLayer's own reader of files goes through all of
/// one before its first sample, keeps an object for each frame, and allocates what headers claim (docs/decisions/0043).
/// </summary>
internal sealed class Mp3File : IAudioFile
{
    /// <summary>What may lie between two frames: a picture, another tag.</summary>
    private const int Patience = 4 << 20;

    private readonly FileSource _source;
    private readonly MpegFrameReader _frames;
    private readonly MpegFrame _frame = new();
    private readonly MpegFrameDecoder _decoder = new();
    private readonly float[] _decoded = new float[2 * MpegHeader.MostSamples];
    private readonly SampleQueue _ready = new();
    private int _skip; // samples of one channel that are still to drop
    private long _left = long.MaxValue; // samples of one channel up to the end that the file states

    public Mp3File(FileSource source)
    {
        _source = source;
        if (!source.IsGrowing)
        {
            _source.Narrow(0, MpegTags.AudioEnd(source));
        }

        _source.Patience = Patience;
        _source.FoundAudio();
        _frames = new MpegFrameReader(source);
        if (!_frames.TryRead(_frame))
        {
            throw BadAudio.Because("The mp3 file is damaged: no MPEG audio can be decoded.");
        }

        SampleRate = _frame.SampleRate;
        Channels = _frame.Header.Channels;
        if (MpegLength.TryRead(_frame) is { } length)
        {
            (_skip, _left) = (length.Delay, length.Samples ?? long.MaxValue);
        }
        else
        {
            Decode();
        }
    }

    public string Format => "mp3";

    public int SampleRate { get; }

    public int Channels { get; }

    public int Read(Span<float> interleaved)
    {
        while (_ready.Count == 0 && _left > 0 && _frames.TryRead(_frame))
        {
            Decode();
        }

        return _ready.Pull(interleaved[..(interleaved.Length - (interleaved.Length % Channels))]);
    }

    public void Dispose()
    {
    }

    private void Decode()
    {
        int samples;
        try
        {
            samples = _decoder.DecodeFrame(_frame, _decoded, 0) / _frame.Header.Channels;
        }
        catch (Exception damage) when (damage is not OutOfMemoryException)
        {
            // The decoder meets whatever a caller uploads and fails in many ways. One bad frame is a gap, as in every player.
            _decoder.Reset();
            return;
        }

        int skipped = Math.Min(_skip, samples);
        _skip -= skipped;
        int kept = (int)Math.Min(samples - skipped, _left);
        _left -= kept;
        Span<float> output = _ready.Reserve(kept * Channels)[..(kept * Channels)];
        ReadOnlySpan<float> input = _decoded.AsSpan(skipped * _frame.Header.Channels, kept * _frame.Header.Channels);
        Copy(input, _frame.Header.Channels, output);
        SampleFormats.Bound(output);
        _ready.Commit(output.Length);
        _source.FoundAudio();
    }

    /// <summary>A stream may turn from stereo to mono and back: one channel stands for both, or the first for one.</summary>
    private void Copy(ReadOnlySpan<float> input, int channels, Span<float> output)
    {
        if (channels == Channels)
        {
            input.CopyTo(output);
            return;
        }

        for (int i = 0; i < output.Length; i++)
        {
            output[i] = input[i / Channels * channels];
        }
    }
}

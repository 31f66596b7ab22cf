using StreamServer.Inference.Audio;
using StreamServer.Inference.Stt.Features;

namespace StreamServer.Inference.Stt.Sessions;

/// <summary>
/// Turns a client's bytes into 16 kHz streams: decode, pick or mix channels, resample. Messages may be cut anywhere, in the
/// middle of a sample too. Not thread-safe.
/// </summary>
internal sealed class SttIntake
{
    private readonly SttSessionSettings _settings;
    private readonly int _frameBytes;
    private readonly Resampler[] _resamplers;
    private readonly float[][] _streams;
    private byte[] _bytes = [];
    private float[] _interleaved = [];
    private float[] _mono = [];
    private int _kept;

    public SttIntake(SttSessionSettings settings)
    {
        _settings = settings;
        _frameBytes = settings.Channels * SampleBytes(settings.Encoding);
        _resamplers = [.. Enumerable.Range(0, settings.Streams).Select(_ => new Resampler(settings.SampleRate, FbankSpec.SampleRate))];
        _streams = [.. Enumerable.Range(0, settings.Streams).Select(_ => Array.Empty<float>())];
    }

    /// <summary>Bytes of a sample frame that has not come whole yet.</summary>
    public int Incomplete => _kept;

    /// <summary>Bytes that one sample frame of all channels takes.</summary>
    public int FrameBytes => _frameBytes;

    /// <summary>Samples that the last <see cref="Push"/> or <see cref="Flush"/> gave, the same for each stream.</summary>
    public int Count { get; private set; }

    /// <summary>What the last call gave of one stream: 16 kHz in [-1, 1]; valid until the next call.</summary>
    public ReadOnlyMemory<float> Stream(int index) => _streams[index].AsMemory(0, Count);

    /// <summary>Decodes one message.</summary>
    public void Push(ReadOnlySpan<byte> message)
    {
        int total = _kept + message.Length;
        Grow(ref _bytes, total);
        message.CopyTo(_bytes.AsSpan(_kept));
        int frames = total / _frameBytes;
        int used = frames * _frameBytes;
        int samples = frames * _settings.Channels;
        Grow(ref _interleaved, samples);
        Decode(_bytes.AsSpan(0, used), _interleaved.AsSpan(0, samples));
        _bytes.AsSpan(used, total - used).CopyTo(_bytes);
        _kept = total - used;
        Take(_interleaved.AsSpan(0, samples), frames);
    }

    /// <summary>No more audio comes: hands out what the resampler still holds.</summary>
    public void Flush()
    {
        foreach (Resampler resampler in _resamplers)
        {
            resampler.Flush();
        }

        Pull();
    }

    private void Take(ReadOnlySpan<float> interleaved, int frames)
    {
        Grow(ref _mono, frames);
        for (int stream = 0; stream < _resamplers.Length; stream++)
        {
            if (_settings.ChannelUse == ChannelUse.Separate)
            {
                Downmix.Pick(interleaved, _settings.Channels, stream, _mono);
            }
            else
            {
                Downmix.Mean(interleaved, _settings.Channels, _mono);
            }

            _resamplers[stream].Push(_mono.AsSpan(0, frames));
        }

        Pull();
    }

    private void Pull()
    {
        Count = _resamplers[0].Available;
        for (int stream = 0; stream < _resamplers.Length; stream++)
        {
            Grow(ref _streams[stream], Count);
            _resamplers[stream].Pull(_streams[stream].AsSpan(0, Count));
        }
    }

    private void Decode(ReadOnlySpan<byte> bytes, Span<float> samples)
    {
        switch (_settings.Encoding)
        {
            case AudioEncoding.PcmF32le:
                SampleFormats.DecodeF32(bytes, samples);
                break;
            case AudioEncoding.MuLaw:
                SampleFormats.DecodeMuLaw(bytes, samples);
                break;
            case AudioEncoding.Alaw:
                SampleFormats.DecodeAlaw(bytes, samples);
                break;
            default:
                SampleFormats.DecodeS16(bytes, samples);
                break;
        }
    }

    private static int SampleBytes(AudioEncoding encoding) => encoding switch
    {
        AudioEncoding.PcmF32le => sizeof(float),
        AudioEncoding.MuLaw or AudioEncoding.Alaw => 1,
        _ => sizeof(short),
    };

    private static void Grow<T>(ref T[] buffer, int size)
    {
        if (buffer.Length < size)
        {
            Array.Resize(ref buffer, Math.Max(size, 2 * buffer.Length));
        }
    }
}

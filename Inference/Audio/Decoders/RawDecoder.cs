using System.Runtime.InteropServices;

namespace StreamServer.Inference.Audio.Decoders;

/// <summary>Encodings of one fixed number of bytes a sample, cut anywhere.</summary>
internal sealed class RawDecoder : IAudioDecoder
{
    /// <summary>Samples converted at a time, so that one huge message does not double its memory.</summary>
    private const int Block = 16 * 1024;

    private readonly Converter _convert;
    private readonly int _sampleBytes;
    private readonly bool _isFloat;
    private readonly byte[] _partial; // the first bytes of a frame whose rest has not come yet

    /// <param name="encoding">Any but <see cref="AudioEncoding.Opus"/>.</param>
    /// <param name="channels">Interleaved channels.</param>
    public RawDecoder(AudioEncoding encoding, int channels)
    {
        (_sampleBytes, _convert) = encoding switch
        {
            AudioEncoding.PcmS16le => (2, (Converter)SampleFormats.DecodeS16),
            AudioEncoding.PcmF32le => (4, SampleFormats.DecodeF32),
            AudioEncoding.MuLaw => (1, SampleFormats.DecodeMuLaw),
            AudioEncoding.Alaw => (1, SampleFormats.DecodeAlaw),
            _ => throw new ArgumentOutOfRangeException(nameof(encoding), encoding, "Not a raw encoding."),
        };
        _isFloat = encoding == AudioEncoding.PcmF32le;
        _partial = new byte[_sampleBytes * channels];
    }

    private delegate void Converter(ReadOnlySpan<byte> bytes, Span<float> samples);

    public int FrameBytes => _partial.Length;

    public int PendingBytes { get; private set; }

    public long BadSamples { get; private set; }

    public void Decode(ReadOnlySpan<byte> bytes, SampleQueue output)
    {
        bytes = CompletePartial(bytes, output);
        int whole = bytes.Length - (bytes.Length % _partial.Length);
        Convert(bytes[..whole], output);
        ReadOnlySpan<byte> rest = bytes[whole..];
        rest.CopyTo(_partial.AsSpan(PendingBytes));
        PendingBytes += rest.Length;
    }

    public void Dispose()
    {
    }

    private ReadOnlySpan<byte> CompletePartial(ReadOnlySpan<byte> bytes, SampleQueue output)
    {
        if (PendingBytes == 0)
        {
            return bytes;
        }

        int taken = Math.Min(_partial.Length - PendingBytes, bytes.Length);
        bytes[..taken].CopyTo(_partial.AsSpan(PendingBytes));
        PendingBytes += taken;
        if (PendingBytes == _partial.Length)
        {
            PendingBytes = 0;
            Convert(_partial, output);
        }

        return bytes[taken..];
    }

    private static int CountBad(ReadOnlySpan<float> samples)
    {
        int bad = 0;
        foreach (float sample in samples)
        {
            bad += MathF.Abs(sample) <= AudioLimits.MostAmplitude ? 0 : 1; // what is no number compares to nothing
        }

        return bad;
    }

    private void Convert(ReadOnlySpan<byte> bytes, SampleQueue output)
    {
        while (!bytes.IsEmpty)
        {
            int count = Math.Min(bytes.Length / _sampleBytes, Block);
            if (_isFloat)
            {
                BadSamples += CountBad(MemoryMarshal.Cast<byte, float>(bytes[..(count * _sampleBytes)]));
            }

            _convert(bytes[..(count * _sampleBytes)], output.Reserve(count)[..count]);
            output.Commit(count);
            bytes = bytes[(count * _sampleBytes)..];
        }
    }
}

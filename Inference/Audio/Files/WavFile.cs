using System.Buffers.Binary;

namespace StreamServer.Inference.Audio.Files;

/// <summary>
/// RIFF WAVE and RF64: integer PCM of 8, 16, 24 and 32 bits, float of 32 and 64 bits, μ-law and A-law, plain or extensible.
/// A size in the header that the file does not have means "until the end", as recorders that stream write it.
/// </summary>
internal sealed class WavFile : IAudioFile
{
    private const int RiffHeaderBytes = 12;
    private const int ChunkHeaderBytes = 8;

    /// <summary>Bytes that are read at a time.</summary>
    private const int BlockBytes = 32 * 1024;

    /// <summary>All headers of chunks before the samples; a search through empty ones must end.</summary>
    private const int HeaderPatience = 64 * 1024;

    private readonly FileSource _source;
    private readonly WavFormat _format;
    private readonly byte[] _block;
    private long _left; // bytes of the data chunk

    public WavFile(FileSource source)
    {
        _source = source;
        _source.Patience = HeaderPatience;
        _source.FoundAudio();
        Span<byte> header = stackalloc byte[ChunkHeaderBytes];
        source.ReadExactly(header);
        long riffEnd = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) + ChunkHeaderBytes;
        source.Position = RiffHeaderBytes;
        WavFormat? format = null;
        while (true)
        {
            if (source.ReadAtLeast(header, ChunkHeaderBytes, throwOnEndOfStream: false) < ChunkHeaderBytes)
            {
                throw BadAudio.Because(format is null ? "The wav file has no fmt chunk." : "The wav file has no data chunk.");
            }

            long size = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
            long start = source.Position;
            if (header.StartsWith("fmt "u8))
            {
                format = WavFormat.Read(source, size);
            }
            else if (header.StartsWith("data"u8))
            {
                // A recorder that was killed leaves both sizes as they were before the first sample.
                long stated = size == 0 && riffEnd <= start ? long.MaxValue : size;
                _left = Math.Min(stated, source.Length - start);
                break;
            }

            source.Position = Math.Min(start + size + (size & 1), source.Length); // chunks lie at even positions
        }

        _format = format ?? throw BadAudio.Because("The wav file has its data before its fmt chunk.");
        _block = new byte[Math.Max(1, BlockBytes / _format.FrameBytes) * _format.FrameBytes];
    }

    public string Format => "wav";

    public int SampleRate => _format.SampleRate;

    public int Channels => _format.Channels;

    public int Read(Span<float> interleaved)
    {
        int frames = (int)Math.Min(interleaved.Length / Channels, Math.Min(_block.Length, _left) / _format.FrameBytes);
        Span<byte> bytes = _block.AsSpan(0, frames * _format.FrameBytes);
        int read = _source.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        _source.FoundAudio();
        _left -= read;
        int samples = read / _format.FrameBytes * Channels;
        _format.Decode(bytes[..(samples * _format.SampleBytes)], interleaved);
        return samples;
    }

    public void Dispose()
    {
    }
}

using System.Buffers.Binary;

namespace StreamServer.Inference.Audio.Files;

/// <summary>The <c>fmt </c> chunk of a WAV file, and how its samples are decoded.</summary>
/// <param name="SampleRate">Hz.</param>
/// <param name="Channels">1 to 8.</param>
/// <param name="SampleBytes">Bytes of one sample of one channel.</param>
/// <param name="Decode">Converts samples of all channels as they lie.</param>
internal sealed record WavFormat(int SampleRate, int Channels, int SampleBytes, WavFormat.Converter Decode)
{
    // mmreg.h
    private const int Pcm = 1;
    private const int Float = 3;
    private const int Alaw = 6;
    private const int MuLaw = 7;
    private const int Extensible = 0xFFFE;

    private const int PlainBytes = 16;

    /// <summary>Position of the sub-format's GUID, whose first two bytes are the tag that the extensible form stands for.</summary>
    private const int SubFormatOffset = 24;

    public delegate void Converter(ReadOnlySpan<byte> bytes, Span<float> samples);

    public int FrameBytes => SampleBytes * Channels;

    /// <param name="source">At the start of the chunk's body.</param>
    /// <param name="size">Bytes of the body.</param>
    public static WavFormat Read(Stream source, long size)
    {
        Span<byte> chunk = stackalloc byte[SubFormatOffset + sizeof(ushort)];
        int length = source.ReadAtLeast(chunk, (int)Math.Min(size, chunk.Length), throwOnEndOfStream: false);
        if (length < PlainBytes)
        {
            throw BadAudio.Because($"The fmt chunk of the wav file has {length} bytes; it needs {PlainBytes}.");
        }

        int tag = BinaryPrimitives.ReadUInt16LittleEndian(chunk);
        if (tag == Extensible && length >= SubFormatOffset + sizeof(ushort))
        {
            tag = BinaryPrimitives.ReadUInt16LittleEndian(chunk[SubFormatOffset..]);
        }

        int channels = BinaryPrimitives.ReadUInt16LittleEndian(chunk[2..]);
        uint rate = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(chunk[14..]);
        AudioLimits.Check("wav", rate, channels);
        return new WavFormat((int)rate, channels, bits / 8, ConverterOf(tag, bits));
    }

    private static Converter ConverterOf(int tag, int bits) => (tag, bits) switch
    {
        (Pcm, 8) => SampleFormats.DecodeU8,
        (Pcm, 16) => SampleFormats.DecodeS16,
        (Pcm, 24) => SampleFormats.DecodeS24,
        (Pcm, 32) => SampleFormats.DecodeS32,
        (Float, 32) => SampleFormats.DecodeF32,
        (Float, 64) => SampleFormats.DecodeF64,
        (Alaw, 8) => SampleFormats.DecodeAlaw,
        (MuLaw, 8) => SampleFormats.DecodeMuLaw,
        _ => throw BadAudio.Because(
            $"The wav file has encoding {tag} with {bits} bits; possible are PCM (8, 16, 24, 32 bits), float (32, 64), A-law and mu-law."),
    };
}

using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace StreamServer.FunctionalTests.Tts;

/// <summary>A 16-bit mono WAV as a client reads it.</summary>
internal sealed record Wav(int SampleRate, uint RiffSize, uint DataSize, short[] Samples)
{
    public double Seconds => (double)Samples.Length / SampleRate;

    public static Wav Parse(ReadOnlySpan<byte> bytes)
    {
        Assert.True(bytes.Length >= 44, $"Only {bytes.Length} bytes.");
        Assert.True(bytes[..4].SequenceEqual("RIFF"u8) && bytes[8..16].SequenceEqual("WAVEfmt "u8) && bytes[36..40]
            .SequenceEqual("data"u8));
        Assert.Equal(1, BinaryPrimitives.ReadUInt16LittleEndian(bytes[20..]));
        Assert.Equal(1, BinaryPrimitives.ReadUInt16LittleEndian(bytes[22..]));
        return new Wav(
            (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[40..]),
            MemoryMarshal.Cast<byte, short>(bytes[44..]).ToArray());
    }
}

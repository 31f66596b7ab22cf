using System.Buffers;
using System.Buffers.Binary;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Audio.Encoders;

namespace StreamServer.Testing.Hostile;

/// <summary>Recordings to start from, and the simplest ones that lie.</summary>
internal static class HostileFiles
{
    private const int Float = 3;

    /// <summary>One second of a tone in each format that is read.</summary>
    public static byte[] Sound(AudioFormat format, int rate = 16000)
    {
        float[] tone = [.. Enumerable.Range(0, rate).Select(i => 0.5f * MathF.Sin(i * 0.1f))];
        ArrayBufferWriter<byte> file = new();
        using IAudioEncoder encoder = AudioEncoders.Create(format, rate);
        encoder.Start(file, tone.Length);
        encoder.Encode(tone, file);
        encoder.Finish(file);
        return file.WrittenSpan.ToArray();
    }

    /// <summary>A silent frame of MPEG-1 layer III, 128 kbit/s at 44.1 kHz.</summary>
    public static byte[] SilentMp3Frame() => [0xFF, 0xFB, 0x90, 0xC4, .. new byte[413]];

    /// <summary>A frame or three, and then bytes in which no reader finds another.</summary>
    public static byte[] BarrenMp3(int bytes, int frames = 3) =>
        [.. Enumerable.Repeat(SilentMp3Frame(), frames).SelectMany(frame => frame), .. new byte[bytes]];

    /// <summary>RIFF whose chunks are all empty and none is audio.</summary>
    public static byte[] BarrenWav(int bytes)
    {
        byte[] file = new byte[12 + (bytes / 8 * 8)];
        "RIFF"u8.CopyTo(file);
        file.AsSpan(4, 4).Fill(0xFF);
        "WAVE"u8.CopyTo(file.AsSpan(8));
        for (int at = 12; at < file.Length; at += 8)
        {
            "junk"u8.CopyTo(file.AsSpan(at));
        }

        return file;
    }

    public static byte[] FloatWav(float[] samples, int rate = 16000) =>
        Wav(Float, 32, rate, 1, [.. samples.SelectMany(BitConverter.GetBytes)]);

    public static byte[] DoubleWav(double[] samples, int rate = 16000) =>
        Wav(Float, 64, rate, 1, [.. samples.SelectMany(BitConverter.GetBytes)]);

    public static byte[] Wav(int tag, int bits, uint rate, int channels, byte[] data, uint? size = null)
    {
        byte[] head = new byte[44];
        "RIFF"u8.CopyTo(head);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(4), 36 + data.Length);
        "WAVEfmt "u8.CopyTo(head.AsSpan(8));
        head[16] = 16;
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(20), (ushort)tag);
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(22), (ushort)channels);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(24), rate);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(28), unchecked(rate * (uint)(channels * bits / 8)));
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(32), (ushort)(channels * bits / 8));
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(34), (ushort)bits);
        "data"u8.CopyTo(head.AsSpan(36));
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(40), size ?? (uint)data.Length);
        return [.. head, .. data];
    }

    private static byte[] Wav(int tag, int bits, int rate, int channels, byte[] data) => Wav(tag, bits, (uint)rate, channels, data);
}

using System.Buffers;
using System.Text;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Audio.Encoders;

namespace StreamServer.FunctionalTests.Stt.Clients;

/// <summary>Recordings with a container around them.</summary>
internal static class Containers
{
    /// <summary>s16le with the header of 44 bytes.</summary>
    public static byte[] Wav(byte[] pcm, int rate, int channels) =>
    [
        .. "RIFF"u8, .. BitConverter.GetBytes(36 + pcm.Length), .. "WAVEfmt "u8, 16, 0, 0, 0, 1, 0, (byte)channels, 0,
        .. BitConverter.GetBytes(rate), .. BitConverter.GetBytes(rate * channels * 2), (byte)(channels * 2), 0, 16, 0,
        .. Encoding.ASCII.GetBytes("data"), .. BitConverter.GetBytes(pcm.Length), .. pcm,
    ];

    public static byte[] Encode(Recording recording, AudioFormat format, int rate)
    {
        using IAudioEncoder encoder = AudioEncoders.Create(format, rate);
        ArrayBufferWriter<byte> output = new();
        float[] samples = Resampler.Convert(Sound.Floats(recording), 16000, rate);
        encoder.Start(output, samples.Length);
        encoder.Encode(samples, output);
        encoder.Finish(output);
        return output.WrittenSpan.ToArray();
    }
}

using System.Runtime.InteropServices;
using StreamServer.Inference.Audio;

namespace StreamServer.FunctionalTests.Stt;

/// <summary>Recordings in other shapes.</summary>
internal static class Sound
{
    public static float[] Floats(Recording recording) => [.. recording.Samples.Select(sample => sample / 32768f)];

    /// <summary>s16le at another rate, the same samples on each channel.</summary>
    public static byte[] Pcm(Recording recording, int rate, int channels = 1)
    {
        float[] samples = Resampler.Convert(Floats(recording), 16000, rate);
        short[] interleaved = new short[samples.Length * channels];
        for (int i = 0; i < interleaved.Length; i++)
        {
            interleaved[i] = SampleFormats.ToS16(samples[i / channels]);
        }

        return MemoryMarshal.AsBytes<short>(interleaved).ToArray();
    }

    /// <summary>G.711 μ-law at 8 kHz.</summary>
    public static byte[] MuLaw(Recording recording)
    {
        float[] samples = Resampler.Convert(Floats(recording), 16000, 8000);
        byte[] codes = new byte[samples.Length];
        SampleFormats.EncodeMuLaw(samples, codes);
        return codes;
    }

    public static byte[] F32(Recording recording) => MemoryMarshal.AsBytes<float>(Floats(recording)).ToArray();

    /// <summary>Two mono s16le recordings as left and right, the shorter one filled up with silence.</summary>
    public static byte[] Stereo(byte[] left, byte[] right)
    {
        short[] l = MemoryMarshal.Cast<byte, short>(left).ToArray();
        short[] r = MemoryMarshal.Cast<byte, short>(right).ToArray();
        short[] both = new short[2 * Math.Max(l.Length, r.Length)];
        for (int i = 0; i < l.Length; i++)
        {
            both[2 * i] = l[i];
        }

        for (int i = 0; i < r.Length; i++)
        {
            both[(2 * i) + 1] = r[i];
        }

        return MemoryMarshal.AsBytes<short>(both).ToArray();
    }
}

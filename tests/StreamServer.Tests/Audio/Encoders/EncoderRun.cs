using System.Buffers;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Audio.Encoders;

namespace StreamServer.Tests.Audio.Encoders;

/// <summary>Runs an encoder over a whole recording.</summary>
internal static class EncoderRun
{
    /// <param name="format">Format.</param>
    /// <param name="rate">Hz.</param>
    /// <param name="samples">The recording.</param>
    /// <param name="pieces">How it is cut; in one piece when null.</param>
    /// <param name="flushEach">Flush after each piece.</param>
    /// <param name="totalSamples">What the header is told.</param>
    public static byte[] Encode(
        AudioFormat format,
        int rate,
        float[] samples,
        IEnumerable<(int Start, int Length)>? pieces = null,
        bool flushEach = false,
        long? totalSamples = null)
    {
        var output = new ArrayBufferWriter<byte>();
        using IAudioEncoder encoder = AudioEncoders.Create(format, rate);
        encoder.Start(output, totalSamples);
        foreach ((int start, int length) in pieces ?? [(0, samples.Length)])
        {
            encoder.Encode(samples.AsSpan(start, length), output);
            if (flushEach)
            {
                encoder.Flush(output);
            }
        }

        encoder.Finish(output);
        return output.WrittenSpan.ToArray();
    }
}

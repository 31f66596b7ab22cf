using System.Runtime.InteropServices;

namespace StreamServer.Benchmarks.Load;

/// <summary>What one stream sends: utterances with pauses between them.</summary>
/// <param name="Samples">s16le, 16 kHz, mono.</param>
/// <param name="Utterances">In order of time.</param>
internal sealed record SttScript(byte[] Samples, IReadOnlyList<SttUtterance> Utterances)
{
    public const int BytesPerSecond = 16000 * sizeof(short);

    private const double PauseSeconds = 1.2;

    /// <summary>10 ms.</summary>
    private const int Block = 160;

    /// <summary>Speech has ended when nothing louder than 1 % of its loudest block follows: 40 dB down.</summary>
    private const double Quiet = 0.01;

    public double Seconds => Samples.Length / (double)BytesPerSecond;

    /// <summary>One recording an utterance, until <paramref name="seconds"/> are full.</summary>
    /// <param name="spoken">What is said, and how it sounds.</param>
    /// <param name="offset">Different streams start at different sentences.</param>
    /// <param name="seconds">Length.</param>
    /// <param name="lead">Seconds of silence before everything else.</param>
    public static SttScript Build(IReadOnlyList<(string Text, byte[] Samples)> spoken, int offset, double seconds, double lead = 0)
    {
        MemoryStream samples = new();
        List<SttUtterance> utterances = [];
        samples.Write(new byte[(int)(lead * 16000) * sizeof(short)]);
        byte[] pause = new byte[(int)(PauseSeconds * 16000) * sizeof(short)];
        samples.Write(pause);
        for (int i = offset; samples.Length < seconds * BytesPerSecond; i++)
        {
            (string text, byte[] speech) = spoken[i % spoken.Count];
            (double from, double to) = Sound(speech);
            double start = samples.Length / (double)BytesPerSecond;
            samples.Write(speech);
            utterances.Add(new(text, start + from, start + to));
            samples.Write(pause);
        }

        return new(samples.ToArray(), utterances);
    }

    /// <summary>Seconds at which the sound begins and ends: recordings have silence at both ends.</summary>
    private static (double From, double To) Sound(byte[] speech)
    {
        ReadOnlySpan<short> samples = MemoryMarshal.Cast<byte, short>(speech);
        List<double> levels = [];
        for (int start = 0; start < samples.Length; start += Block)
        {
            double sum = 0;
            foreach (short sample in samples.Slice(start, Math.Min(Block, samples.Length - start)))
            {
                sum += (double)sample * sample;
            }

            levels.Add(Math.Sqrt(sum));
        }

        double limit = levels.Max() * Quiet;
        return (
            levels.FindIndex(level => level > limit) * Block / 16000.0,
            Math.Min(samples.Length, (levels.FindLastIndex(level => level > limit) + 1) * Block) / 16000.0);
    }
}

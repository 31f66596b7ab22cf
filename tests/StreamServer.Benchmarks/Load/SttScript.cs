namespace StreamServer.Benchmarks.Load;

/// <summary>What one stream sends: utterances with pauses between them.</summary>
/// <param name="Samples">s16le, 16 kHz, mono.</param>
/// <param name="Utterances">In order of time.</param>
internal sealed record SttScript(byte[] Samples, IReadOnlyList<SttUtterance> Utterances)
{
    public const int BytesPerSecond = 16000 * sizeof(short);

    private const double PauseSeconds = 1.2;

    public double Seconds => Samples.Length / (double)BytesPerSecond;

    /// <summary>Speech of the server's own voice, one sentence an utterance, until <paramref name="seconds"/> are full.</summary>
    /// <param name="offset">Different streams start at different sentences.</param>
    public static SttScript Build(IReadOnlyList<(string Text, byte[] Samples)> spoken, int offset, int seconds)
    {
        MemoryStream samples = new();
        List<SttUtterance> utterances = [];
        byte[] pause = new byte[(int)(PauseSeconds * BytesPerSecond)];
        samples.Write(pause);
        for (int i = offset; samples.Length < (long)seconds * BytesPerSecond; i++)
        {
            (string text, byte[] speech) = spoken[i % spoken.Count];
            double start = samples.Length / (double)BytesPerSecond;
            samples.Write(speech);
            utterances.Add(new(text, start, samples.Length / (double)BytesPerSecond));
            samples.Write(pause);
        }

        return new(samples.ToArray(), utterances);
    }
}

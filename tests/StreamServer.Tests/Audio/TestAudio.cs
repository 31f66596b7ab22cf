namespace StreamServer.Tests.Audio;

/// <summary>Signals for tests, and figures about signals, computed in double.</summary>
internal static class TestAudio
{
    public static float[] Sine(double frequency, int rate, int samples, double amplitude = 0.5, double phase = 0) =>
        [.. Enumerable.Range(0, samples).Select(n => (float)(amplitude * Math.Sin((2 * Math.PI * frequency * n / rate) + phase)))];

    public static float[] Noise(int seed, int samples, double amplitude = 0.5)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, samples).Select(_ => (float)(amplitude * ((2 * random.NextDouble()) - 1)))];
    }

    /// <summary>A glide with a speech-like envelope: loud and quiet parts, energy from 100 Hz to a third of the rate.</summary>
    public static float[] Glide(int rate, int samples)
    {
        float[] result = new float[samples];
        double phase = 0;
        for (int n = 0; n < samples; n++)
        {
            double share = (double)n / samples;
            phase += 2 * Math.PI * (100 + (share * rate / 3)) / rate;
            result[n] = (float)((0.1 + (0.3 * Math.Pow(Math.Sin(Math.PI * 5 * share), 2))) * Math.Sin(phase));
        }

        return result;
    }

    public static double RmsDb(IEnumerable<float> samples)
    {
        double[] squares = [.. samples.Select(sample => (double)sample * sample)];
        return 10 * Math.Log10((squares.Length == 0 ? 0 : squares.Average()) + 1e-30);
    }

    /// <summary>Power of the reference over power of the difference, in dB.</summary>
    public static double SnrDb(ReadOnlySpan<float> reference, ReadOnlySpan<float> actual)
    {
        Assert.Equal(reference.Length, actual.Length);
        double signal = 0;
        double noise = 0;
        for (int i = 0; i < reference.Length; i++)
        {
            signal += (double)reference[i] * reference[i];
            double difference = (double)actual[i] - reference[i];
            noise += difference * difference;
        }

        return 10 * Math.Log10(signal / (noise + 1e-30));
    }

    /// <summary>The shift at which the later signal looks most like the middle of the reference, by cross-correlation.</summary>
    public static int LagOf(ReadOnlySpan<float> later, ReadOnlySpan<float> reference, int most)
    {
        int best = 0;
        double highest = double.NegativeInfinity;
        int length = Math.Min(reference.Length - (2 * most), 5_000);
        int start = (reference.Length - length) / 2;
        for (int lag = -most; lag <= most; lag++)
        {
            double sum = 0;
            for (int i = 0; i < length; i++)
            {
                int at = start + i + lag;
                sum += at < later.Length ? (double)later[at] * reference[start + i] : 0;
            }

            if (sum > highest)
            {
                (highest, best) = (sum, lag);
            }
        }

        return best;
    }

    /// <summary>Cuts a span into pieces of random length, zero included; the seed goes into the caller's message.</summary>
    public static IEnumerable<(int Start, int Length)> Pieces(Random random, int total, int longest)
    {
        int start = 0;
        while (start < total)
        {
            int length = Math.Min(random.Next(longest + 1), total - start);
            yield return (start, length);
            start += length;
        }
    }
}

using System.Collections;
using System.Numerics;

namespace StreamServer.Inference.Tts.Lm;

/// <summary>
/// Chooses one token of one row: repetition penalty, temperature, top-k, top-p, in that order (the order of Hugging Face's
/// warpers). Equal scores go to the lower index, so that the result is a function of its arguments. One instance a thread.
/// </summary>
/// <param name="capacity">Most choices that a row may have.</param>
internal sealed class Sampler(int capacity)
{
    // The best k so far as a heap with the worst on top; later sorted, best first.
    private readonly float[] _values = new float[capacity];
    private readonly int[] _choices = new int[capacity];
    private readonly double[] _weights = new double[capacity];

    /// <param name="scores">Logits of the legal tokens; changed by the penalty.</param>
    /// <param name="settings">Of this row.</param>
    /// <param name="said">Choices that this row made already; null when the penalty is off.</param>
    /// <param name="uniform">In [0, 1).</param>
    /// <returns>Index into <paramref name="scores"/>.</returns>
    public int Choose(Span<float> scores, in SamplingSettings settings, BitArray? said, double uniform)
    {
        if (said is not null && settings.RepetitionPenalty != 1)
        {
            Penalise(scores, said, (float)settings.RepetitionPenalty);
        }

        if (settings.Temperature <= 0)
        {
            return Select(scores, 1) > 0 ? _choices[0] : 0;
        }

        int count = Select(scores, settings.TopK > 0 ? Math.Min(settings.TopK, scores.Length) : scores.Length);
        return Draw(count, settings, uniform);
    }

    private static void Penalise(Span<float> scores, BitArray said, float penalty)
    {
        for (int choice = 0; choice < scores.Length; choice++)
        {
            if (said[choice])
            {
                scores[choice] = scores[choice] > 0 ? scores[choice] / penalty : scores[choice] * penalty;
            }
        }
    }

    /// <summary>Leaves the best <paramref name="k"/> in <c>_choices</c>, best first.</summary>
    private int Select(ReadOnlySpan<float> scores, int k)
    {
        int count = 0;
        while (count < k)
        {
            Lift(count, scores[count], count);
            count++;
        }

        for (int choice = k; choice < scores.Length;)
        {
            // Most stretches hold nothing better than the worst of the best k.
            if (choice + Vector<float>.Count <= scores.Length
                && !Vector.GreaterThanAny(new Vector<float>(scores[choice..]), new Vector<float>(_values[0])))
            {
                choice += Vector<float>.Count;
                continue;
            }

            int end = Math.Min(choice + Vector<float>.Count, scores.Length);
            for (; choice < end; choice++)
            {
                if (scores[choice] > _values[0])
                {
                    Sink(0, count, scores[choice], choice);
                }
            }
        }

        for (int last = count - 1; last > 0; last--)
        {
            (float value, int choice) = (_values[last], _choices[last]);
            (_values[last], _choices[last]) = (_values[0], _choices[0]);
            Sink(0, last, value, choice);
        }

        return count;
    }

    private int Draw(int count, in SamplingSettings settings, double uniform)
    {
        double total = 0;
        for (int i = 0; i < count; i++)
        {
            _weights[i] = Math.Exp((_values[i] - (double)_values[0]) / settings.Temperature);
            total += _weights[i];
        }

        if (settings.TopP < 1)
        {
            double kept = 0;
            int end = 0;
            while (end < count && (end == 0 || kept < settings.TopP * total))
            {
                kept += _weights[end++];
            }

            (count, total) = (end, kept);
        }

        double left = uniform * total;
        for (int i = 0; i < count - 1; i++)
        {
            left -= _weights[i];
            if (left < 0)
            {
                return _choices[i];
            }
        }

        return _choices[count - 1];
    }

    private void Lift(int at, float value, int choice)
    {
        while (at > 0)
        {
            int parent = (at - 1) / 2;
            if (!IsWorse(value, choice, _values[parent], _choices[parent]))
            {
                break;
            }

            (_values[at], _choices[at]) = (_values[parent], _choices[parent]);
            at = parent;
        }

        (_values[at], _choices[at]) = (value, choice);
    }

    private void Sink(int at, int count, float value, int choice)
    {
        while (true)
        {
            int child = (2 * at) + 1;
            if (child >= count)
            {
                break;
            }

            if (child + 1 < count && IsWorse(_values[child + 1], _choices[child + 1], _values[child], _choices[child]))
            {
                child++;
            }

            if (!IsWorse(_values[child], _choices[child], value, choice))
            {
                break;
            }

            (_values[at], _choices[at]) = (_values[child], _choices[child]);
            at = child;
        }

        (_values[at], _choices[at]) = (value, choice);
    }

    private static bool IsWorse(float value, int choice, float otherValue, int otherChoice) =>
        value < otherValue || (value == otherValue && choice > otherChoice);
}

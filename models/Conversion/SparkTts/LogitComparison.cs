using System.Globalization;
using System.Numerics.Tensors;
using StreamServer.Models.Conversion.Qwen2;

namespace StreamServer.Models.Conversion.SparkTts;

/// <summary>
/// How far two forms of one language model are apart: the first answers each prompt greedily, the second reads the same tokens, and their
/// scores are compared at every step.
/// </summary>
internal static class LogitComparison
{
    // A second of audio and the voice before it.
    private const int Steps = 96;

    public static Result Run(
        string fullPath, string otherPath, Qwen2Config config, IReadOnlyList<int>? headTokens, IReadOnlyList<int[]> prompts)
    {
        // One session at a time: the full form alone takes gigabytes.
        List<(int[] Tokens, float[][] Logits)> answers = [];
        using (LogitReader full = new(fullPath, config))
        {
            answers.AddRange(prompts.Select(prompt => Answer(full, prompt, headTokens)));
        }

        Result total = new();
        using LogitReader other = new(otherPath, config);
        for (int i = 0; i < prompts.Count; i++)
        {
            float[] scores = other.Start(prompts[i]);
            for (int step = 0; step < answers[i].Logits.Length; step++)
            {
                total = total.With(answers[i].Logits[step], scores);
                scores = other.Next(answers[i].Tokens[step]);
            }
        }

        return total;
    }

    private static (int[] Tokens, float[][] Logits) Answer(LogitReader model, int[] prompt, IReadOnlyList<int>? headTokens)
    {
        int[] tokens = new int[Steps];
        float[][] logits = new float[Steps][];
        float[] scores = model.Start(prompt);
        for (int step = 0; step < Steps; step++)
        {
            int best = TensorPrimitives.IndexOfMax(scores);
            logits[step] = scores;
            tokens[step] = headTokens?[best] ?? best;
            scores = model.Next(tokens[step]);
        }

        return (tokens, logits);
    }

    /// <summary>Sums over all steps.</summary>
    internal readonly record struct Result(int Count, int Agreed, double Noise, double Signal, double Largest, double Divergence)
    {
        /// <summary>Root-mean-square difference of the scores, relative to their spread.</summary>
        public double RelativeError => Math.Sqrt(Noise / Signal);

        /// <summary>Share of steps at which both choose the same token.</summary>
        public double Agreement => (double)Agreed / Count;

        /// <summary>Mean Kullback-Leibler divergence of the distributions, in nats.</summary>
        public double MeanDivergence => Divergence / Count;

        public Result With(float[] full, float[] other)
        {
            double mean = full.Average();
            double noise = 0;
            double signal = 0;
            double largest = Largest;
            for (int i = 0; i < full.Length; i++)
            {
                double difference = other[i] - full[i];
                noise += difference * difference;
                signal += (full[i] - mean) * (full[i] - mean);
                largest = Math.Max(largest, Math.Abs(difference));
            }

            bool agreed = TensorPrimitives.IndexOfMax<float>(full) == TensorPrimitives.IndexOfMax<float>(other);
            return new Result(Count + 1, Agreed + (agreed ? 1 : 0), Noise + noise, Signal + signal, largest, Divergence + Kl(full, other));
        }

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"Against fp32 over {Count} steps: logit error {RelativeError * 100:0.0} % of their spread (largest {Largest:0.00}), "
                + $"same first choice in {Agreement * 100:0.0} %, divergence {MeanDivergence:0.0000} nats.");

        private static double Kl(float[] full, float[] other)
        {
            double[] p = LogSoftmax(full);
            double[] q = LogSoftmax(other);
            double sum = 0;
            for (int i = 0; i < p.Length; i++)
            {
                sum += Math.Exp(p[i]) * (p[i] - q[i]);
            }

            return sum;
        }

        private static double[] LogSoftmax(float[] scores)
        {
            double largest = scores.Max();
            double total = Math.Log(scores.Sum(score => Math.Exp(score - largest))) + largest;
            return Array.ConvertAll(scores, score => score - total);
        }
    }
}

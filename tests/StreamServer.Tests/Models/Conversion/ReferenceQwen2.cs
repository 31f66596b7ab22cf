using StreamServer.Models.Conversion.Qwen2;
using static StreamServer.Tests.Models.Conversion.ReferenceLayers;

namespace StreamServer.Tests.Models.Conversion;

/// <summary>Qwen2 over a whole sequence at once, in double precision and with no cache.</summary>
internal sealed class ReferenceQwen2(TensorBag bag, Qwen2Config config)
{
    /// <summary>Scores of every token of the vocabulary after the last of <paramref name="tokens"/>.</summary>
    public double[] Logits(int[] tokens)
    {
        double[][] x = [.. tokens.Select(
            token => Double(bag["model.embed_tokens.weight"][(token * config.Hidden)..((token + 1) * config.Hidden)]))];
        for (int layer = 0; layer < config.Layers; layer++)
        {
            string prefix = $"model.layers.{layer}";
            x = Add(x, Attention([.. x.Select(row => RmsNorm(row, $"{prefix}.input_layernorm"))], $"{prefix}.self_attn"));
            x = Add(x, [.. x.Select(row => Mlp(RmsNorm(row, $"{prefix}.post_attention_layernorm"), $"{prefix}.mlp"))]);
        }

        string head = bag.Tensors.ContainsKey("lm_head.weight") ? "lm_head.weight" : "model.embed_tokens.weight";
        return Linear(RmsNorm(x[^1], "model.norm"), Double(bag[head]), null);
    }

    private double[] RmsNorm(double[] x, string prefix)
    {
        double[] weight = Double(bag[$"{prefix}.weight"]);
        double root = Math.Sqrt(x.Average(value => value * value) + config.NormEpsilon);
        return [.. x.Select((value, i) => value / root * weight[i])];
    }

    private double[] Mlp(double[] x, string prefix)
    {
        double[] gate = Linear(x, Double(bag[$"{prefix}.gate_proj.weight"]), null);
        double[] up = Linear(x, Double(bag[$"{prefix}.up_proj.weight"]), null);
        return Linear([.. gate.Select((value, i) => value * Sigmoid(value) * up[i])], Double(bag[$"{prefix}.down_proj.weight"]), null);
    }

    private double[][] Attention(double[][] x, string prefix)
    {
        double[][] q = Project("q_proj");
        double[][] k = Project("k_proj");
        double[][] v = Project("v_proj");
        int size = config.HeadSize;
        double[][] context = New(x.Length, config.Heads * size);
        for (int head = 0; head < config.Heads; head++)
        {
            int shared = head / (config.Heads / config.KeyValueHeads);
            for (int t = 0; t < x.Length; t++)
            {
                double[] query = Rotate(q[t][(head * size)..((head + 1) * size)], t);
                double[] weights = new double[t + 1];
                for (int s = 0; s <= t; s++)
                {
                    double[] key = Rotate(k[s][(shared * size)..((shared + 1) * size)], s);
                    weights[s] = Math.Exp(query.Zip(key, (a, b) => a * b).Sum() / Math.Sqrt(size));
                }

                double total = weights.Sum();
                for (int i = 0; i < size; i++)
                {
                    context[t][(head * size) + i] = weights.Select((weight, s) => weight / total * v[s][(shared * size) + i]).Sum();
                }
            }
        }

        return [.. context.Select(row => Linear(row, Double(bag[$"{prefix}.o_proj.weight"]), null))];

        double[][] Project(string name) =>
            [.. x.Select(row => Linear(row, Double(bag[$"{prefix}.{name}.weight"]), Double(bag[$"{prefix}.{name}.bias"])))];
    }

    // Pairs are (i, i + half), as Hugging Face stores Qwen2.
    private double[] Rotate(double[] x, int position)
    {
        int half = x.Length / 2;
        double[] result = new double[x.Length];
        for (int i = 0; i < half; i++)
        {
            double angle = position * Math.Pow(config.RopeTheta, -2.0 * i / x.Length);
            result[i] = (x[i] * Math.Cos(angle)) - (x[i + half] * Math.Sin(angle));
            result[i + half] = (x[i + half] * Math.Cos(angle)) + (x[i] * Math.Sin(angle));
        }

        return result;
    }
}

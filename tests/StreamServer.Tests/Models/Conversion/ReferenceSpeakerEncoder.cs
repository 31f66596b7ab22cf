using static StreamServer.Tests.Models.Conversion.ReferenceLayers;

namespace StreamServer.Tests.Models.Conversion;

/// <summary>BiCodec's <c>tokenize</c> of a voice, step by step.</summary>
internal sealed class ReferenceSpeakerEncoder(TensorBag bag)
{
    private const string Trunk = "speaker_encoder.speaker_encoder";
    private const string Perceiver = "speaker_encoder.perceiver_sampler";
    private const int HeadSize = 64;

    /// <summary>Distance of the closest digit to a rounding edge: under it a comparison would be a coin toss.</summary>
    public double ClosestEdge { get; private set; } = 1;

    /// <param name="mel">[frames][bands]</param>
    /// <param name="levels">Levels of each digit.</param>
    public long[] Tokenize(double[][] mel, int[] levels)
    {
        double[][] x = ConvReluNorm(Swap(mel), $"{Trunk}.layer1", "conv", "bn", 5, 1);
        List<double[]> joined = [];
        foreach (int layer in SmallSpeakerEncoder.Layers)
        {
            x = SqueezeExcitation(x, $"{Trunk}.layer{layer}.se_res2block", layer);
            joined.AddRange(x);
        }

        double[][] context = Swap(Relu(Conv([.. joined], Tensor($"{Trunk}.conv.weight"), Tensor($"{Trunk}.conv.bias"), 1, 1, 1)));
        return [.. Perceive(context).Select(latent => Number(latent, levels))];
    }

    private double[][] SqueezeExcitation(double[][] x, string prefix, int dilation)
    {
        double[][] first = ConvReluNorm(x, $"{prefix}.0", "conv", "bn", 1, 1);
        int width = first.Length / SmallSpeakerEncoder.Parts;
        List<double[]> parts = [];
        double[][] previous = [];
        for (int part = 0; part < SmallSpeakerEncoder.Parts - 1; part++)
        {
            double[][] own = first[(part * width)..((part + 1) * width)];
            previous = ConvReluNorm(part == 0 ? own : ReferenceLayers.Add(previous, own), $"{prefix}.1", $"convs.{part}", $"bns.{part}", 3,
                dilation);
            parts.AddRange(previous);
        }

        parts.AddRange(first[^width..]);
        double[][] last = ConvReluNorm([.. parts], $"{prefix}.2", "conv", "bn", 1, 1);
        double[] means = [.. last.Select(row => row.Average())];
        double[] hidden = [.. Layer(means, $"{prefix}.3.linear1").Select(value => Math.Max(0, value))];
        double[] gate = [.. Layer(hidden, $"{prefix}.3.linear2").Select(Sigmoid)];
        return ReferenceLayers.Add(x, [.. last.Select((row, channel) => row.Select(value => value * gate[channel]).ToArray())]);
    }

    private double[][] ConvReluNorm(double[][] x, string prefix, string conv, string norm, int kernel, int dilation)
    {
        double[][] y = Relu(Conv(x, Tensor($"{prefix}.{conv}.weight"), Tensor($"{prefix}.{conv}.bias"), kernel, dilation, 1));
        double[] scale = Tensor($"{prefix}.{norm}.weight");
        double[] shift = Tensor($"{prefix}.{norm}.bias");
        double[] mean = Tensor($"{prefix}.{norm}.running_mean");
        double[] variance = Tensor($"{prefix}.{norm}.running_var");
        return [.. y.Select((row, c) => row.Select(value => ((value - mean[c]) / Math.Sqrt(variance[c] + 1e-5) * scale[c]) + shift[c])
            .ToArray())];
    }

    private double[][] Perceive(double[][] frames)
    {
        double[][] context = [.. frames.Select(frame => Layer(frame, $"{Perceiver}.proj_context"))];
        double[] learnt = Tensor($"{Perceiver}.latents");
        double[][] latents = [.. Enumerable.Range(0, learnt.Length / SmallSpeakerEncoder.Latent)
            .Select(i => learnt[(i * SmallSpeakerEncoder.Latent)..((i + 1) * SmallSpeakerEncoder.Latent)])];
        for (int layer = 0; layer < 2; layer++)
        {
            latents = ReferenceLayers.Add(Attend(latents, context, $"{Perceiver}.layers.{layer}.0"), latents);
            latents = ReferenceLayers.Add([.. latents.Select(row => FeedForward(row, $"{Perceiver}.layers.{layer}.1"))], latents);
        }

        double[] gamma = Tensor($"{Perceiver}.norm.gamma");
        return [.. latents.Select(row =>
        {
            double norm = Math.Sqrt(row.Sum(value => value * value));
            return row.Select((value, i) => value / norm * Math.Sqrt(row.Length) * gamma[i]).ToArray();
        })];
    }

    private double[][] Attend(double[][] latents, double[][] context, string prefix)
    {
        double[][] read = [.. latents, .. context];
        double[][] both = [.. read.Select(row => Layer(row, $"{prefix}.to_kv"))];
        int width = both[0].Length / 2;
        return [.. latents.Select(row =>
        {
            double[] query = Layer(row, $"{prefix}.to_q");
            double[] mixed = new double[width];
            for (int start = 0; start < width; start += HeadSize)
            {
                int offset = start;
                double[] weights = [.. both.Select(
                    kv => Math.Exp(Enumerable.Range(offset, HeadSize).Sum(i => query[i] * kv[i]) / Math.Sqrt(HeadSize)))];
                double total = weights.Sum();
                for (int i = start; i < start + HeadSize; i++)
                {
                    mixed[i] = both.Select((kv, t) => weights[t] / total * kv[width + i]).Sum();
                }
            }

            return Layer(mixed, $"{prefix}.to_out");
        })];
    }

    private double[] FeedForward(double[] x, string prefix)
    {
        double[] both = Layer(x, $"{prefix}.0");
        int inner = both.Length / 2;
        return Layer([.. both[..inner].Select((value, i) => value * Gelu(both[inner + i]))], $"{prefix}.2");
    }

    private long Number(double[] latent, int[] levels)
    {
        double[] code = Layer(latent, "speaker_encoder.quantizer.project_in");
        long number = 0;
        long power = 1;
        for (int digit = 0; digit < levels.Length; digit++)
        {
            double reach = (levels[digit] - 1) * 1.001 / 2;
            double offset = levels[digit] % 2 == 0 ? 0.5 : 0;
            double bounded = (Math.Tanh(code[digit] + Math.Atanh(offset / reach)) * reach) - offset;
            ClosestEdge = Math.Min(ClosestEdge, Math.Abs(bounded - Math.Floor(bounded) - 0.5));
            number += ((long)Math.Round(bounded) + (levels[digit] / 2)) * power;
            power *= levels[digit];
        }

        return number;
    }

    private double[] Layer(double[] x, string prefix) =>
        Linear(x, Tensor($"{prefix}.weight"), bag.Tensors.ContainsKey($"{prefix}.bias") ? Tensor($"{prefix}.bias") : null);

    private double[] Tensor(string name) => Double(bag[name]);

    private static double[][] Relu(double[][] x) => [.. x.Select(row => row.Select(value => Math.Max(0, value)).ToArray())];
}

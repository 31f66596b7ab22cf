using static StreamServer.Tests.Models.Conversion.ReferenceLayers;

namespace StreamServer.Tests.Models.Conversion;

/// <summary>BiCodec's <c>detokenize</c> step by step, without any of the folding that the graph does.</summary>
internal static class ReferenceBiCodec
{
    public static double[] Speaker(TensorBag bag, int[] globals, int[] levels)
    {
        double[][] latents = [.. globals.Select(token =>
        {
            double[] code = new double[levels.Length];
            for (int digit = 0; digit < levels.Length; digit++)
            {
                double power = levels.Take(digit).Aggregate(1.0, (product, level) => product * level);
                double half = Math.Floor(levels[digit] / 2.0);
                code[digit] = ((Math.Floor(token / power) % levels[digit]) - half) / half;
            }

            return Linear(code, Weight("speaker_encoder.quantizer.project_out"), Bias("speaker_encoder.quantizer.project_out"));
        })];
        double[] flat = [.. Swap(latents).SelectMany(row => row)];
        return Linear(flat, Weight("speaker_encoder.project"), Bias("speaker_encoder.project"));

        double[] Weight(string prefix) => Double(bag[$"{prefix}.weight"]);
        double[] Bias(string prefix) => Double(bag[$"{prefix}.bias"]);
    }

    public static double[] Decode(TensorBag bag, int[] tokens, double[] speaker, int[] rates, int[] kernels)
    {
        int codeWidth = bag.ShapeOf("quantizer.codebook.weight")[1];
        double[][] embedded = [
            .. tokens.Select(token => Double(bag["quantizer.codebook.weight"][(token * codeWidth)..((token + 1) * codeWidth)]))];
        double[][] quantized = Conv(Swap(embedded), Normed(bag, "quantizer.out_project"), Double(bag["quantizer.out_project.bias"]), 1, 1,
            1);

        double[][] x = [.. Swap(quantized).Select(
            frame => Linear(frame, Double(bag["prenet.linear_pre.weight"]), Double(bag["prenet.linear_pre.bias"])))];
        for (int stage = 0; stage < 2; stage++)
        {
            // conv_res + skip1_res + skip2_res, all three the input when nothing is resampled.
            double[][] tripled = [.. Swap(x).Select(row => row.Select(value => value + value + value).ToArray())];
            string prefix = $"prenet.downsample.{stage}.1";
            x = Vocos(bag, tripled, prefix, norm => Norm(bag, norm));
        }

        x = Vocos(bag, Swap(x), "prenet.vocos_backbone", norm => Adaptive(bag, norm, speaker));
        x = Swap([.. x.Select(frame => Linear(frame, Double(bag["prenet.linear.weight"]), Double(bag["prenet.linear.bias"])))]);
        x = [.. x.Select((row, channel) => row.Select(value => value + speaker[channel]).ToArray())];
        return [.. Wave(bag, x, rates, kernels)[0].Select(Math.Tanh)];
    }

    private static double[][] Wave(TensorBag bag, double[][] x, int[] rates, int[] kernels)
    {
        x = NormedConv(bag, x, "decoder.model.0", 7, 1);
        for (int block = 0; block < rates.Length; block++)
        {
            string prefix = $"decoder.model.{block + 1}.block";
            x = ConvTranspose(
                Snake(bag, x, $"{prefix}.0"),
                Normed(bag, $"{prefix}.1"),
                Double(bag[$"{prefix}.1.bias"]),
                kernels[block],
                rates[block],
                (kernels[block] - rates[block]) / 2);
            foreach ((int unit, int dilation) in new[] { (2, 1), (3, 3), (4, 9) })
            {
                string residual = $"{prefix}.{unit}.block";
                double[][] inner = NormedConv(bag, Snake(bag, x, $"{residual}.0"), $"{residual}.1", 7, dilation);
                x = Add(x, NormedConv(bag, Snake(bag, inner, $"{residual}.2"), $"{residual}.3", 1, 1));
            }
        }

        return NormedConv(bag, Snake(bag, x, $"decoder.model.{rates.Length + 1}"), $"decoder.model.{rates.Length + 2}", 7, 1);
    }

    private static double[][] Vocos(TensorBag bag, double[][] x, string prefix, Func<string, Func<double[], double[]>> norm)
    {
        x = Conv(x, Double(bag[$"{prefix}.embed.weight"]), Double(bag[$"{prefix}.embed.bias"]), 7, 1, 1);
        x = Swap([.. Swap(x).Select(norm($"{prefix}.norm"))]);
        for (int layer = 0; bag.Tensors.ContainsKey($"{prefix}.convnext.{layer}.gamma"); layer++)
        {
            x = ReferenceLayers.ConvNeXt(bag, x, $"{prefix}.convnext.{layer}", norm($"{prefix}.convnext.{layer}.norm"));
        }

        return [.. Swap(x).Select(Norm(bag, $"{prefix}.final_layer_norm"))];
    }

    private static Func<double[], double[]> Adaptive(TensorBag bag, string prefix, double[] speaker)
    {
        double[] scale = Linear(speaker, Double(bag[$"{prefix}.scale.weight"]), Double(bag[$"{prefix}.scale.bias"]));
        double[] shift = Linear(speaker, Double(bag[$"{prefix}.shift.weight"]), Double(bag[$"{prefix}.shift.bias"]));
        return frame => LayerNorm(frame, scale, shift);
    }

    private static double[][] Snake(TensorBag bag, double[][] x, string prefix)
    {
        double[] alpha = Double(bag[$"{prefix}.alpha"]);
        return [.. x.Select((row, c) => row.Select(value => value + (Math.Pow(Math.Sin(alpha[c] * value), 2) / (alpha[c] + 1e-9)))
            .ToArray())];
    }

    private static double[][] NormedConv(TensorBag bag, double[][] x, string prefix, int kernel, int dilation) =>
        Conv(x, Normed(bag, prefix), Double(bag[$"{prefix}.bias"]), kernel, dilation, 1);

    private static double[] Normed(TensorBag bag, string prefix)
    {
        double[] v = Double(bag[$"{prefix}.weight_v"]);
        double[] g = Double(bag[$"{prefix}.weight_g"]);
        int width = v.Length / g.Length;
        return [.. v.Select((value, i) =>
            g[i / width] * value / Math.Sqrt(v.Skip(i / width * width).Take(width).Sum(other => other * other)))];
    }
}

namespace StreamServer.Tests.Models.Conversion;

/// <summary>The layers in plain loops and double precision, written from their definitions and not from the graphs.</summary>
internal static class ReferenceLayers
{
    /// <summary>x [C][T], weight [O, C / groups, K], to [O][T].</summary>
    public static double[][] Conv(double[][] x, double[] weight, double[] bias, int kernel, int dilation, int groups)
    {
        int length = x[0].Length;
        int outputs = bias.Length;
        int inputsOfGroup = x.Length / groups;
        int padding = (kernel - 1) * dilation / 2;
        double[][] result = New(outputs, length);
        for (int o = 0; o < outputs; o++)
        {
            int group = o / (outputs / groups);
            for (int t = 0; t < length; t++)
            {
                double sum = bias[o];
                for (int c = 0; c < inputsOfGroup; c++)
                {
                    for (int k = 0; k < kernel; k++)
                    {
                        int from = t + (k * dilation) - padding;
                        if (from >= 0 && from < length)
                        {
                            sum += weight[(((o * inputsOfGroup) + c) * kernel) + k] * x[(group * inputsOfGroup) + c][from];
                        }
                    }
                }

                result[o][t] = sum;
            }
        }

        return result;
    }

    /// <summary>x [C][T], weight [C, O, K]: every input sample adds its kernel to the output at t · stride - padding.</summary>
    public static double[][] ConvTranspose(double[][] x, double[] weight, double[] bias, int kernel, int stride, int padding)
    {
        int outputs = bias.Length;
        int length = ((x[0].Length - 1) * stride) - (2 * padding) + kernel;
        double[][] result = New(outputs, length);
        for (int o = 0; o < outputs; o++)
        {
            Array.Fill(result[o], bias[o]);
            for (int c = 0; c < x.Length; c++)
            {
                for (int t = 0; t < x[c].Length; t++)
                {
                    for (int k = 0; k < kernel; k++)
                    {
                        int to = (t * stride) + k - padding;
                        if (to >= 0 && to < length)
                        {
                            result[o][to] += x[c][t] * weight[(((c * outputs) + o) * kernel) + k];
                        }
                    }
                }
            }
        }

        return result;
    }

    public static double[] Linear(double[] x, double[] weight, double[]? bias)
    {
        double[] result = new double[weight.Length / x.Length];
        for (int o = 0; o < result.Length; o++)
        {
            result[o] = bias?[o] ?? 0;
            for (int i = 0; i < x.Length; i++)
            {
                result[o] += weight[(o * x.Length) + i] * x[i];
            }
        }

        return result;
    }

    public static double[] LayerNorm(double[] x, double[] scale, double[] shift)
    {
        double mean = x.Average();
        double variance = x.Average(value => (value - mean) * (value - mean));
        return [.. x.Select((value, i) => ((value - mean) / Math.Sqrt(variance + 1e-6) * scale[i]) + shift[i])];
    }

    public static double Gelu(double x) => 0.5 * x * (1 + Erf(x / Math.Sqrt(2)));

    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    public static double[][] Swap(double[][] x)
    {
        double[][] result = New(x[0].Length, x.Length);
        for (int i = 0; i < x.Length; i++)
        {
            for (int j = 0; j < x[0].Length; j++)
            {
                result[j][i] = x[i][j];
            }
        }

        return result;
    }

    public static double[][] Add(double[][] a, double[][] b) =>
        [.. a.Select((row, i) => row.Select((value, j) => value + b[i][j]).ToArray())];

    public static double[][] New(int rows, int columns) => [.. Enumerable.Range(0, rows).Select(_ => new double[columns])];

    public static double[] Double(float[] values) => Array.ConvertAll(values, value => (double)value);

    /// <summary>ConvNeXt block over [C][T]; <paramref name="norm"/> normalises one frame.</summary>
    public static double[][] ConvNeXt(TensorBag bag, double[][] x, string prefix, Func<double[], double[]> norm)
    {
        double[][] inner = Conv(x, Double(bag[$"{prefix}.dwconv.weight"]), Double(bag[$"{prefix}.dwconv.bias"]), 7, 1, x.Length);
        double[] gamma = Double(bag[$"{prefix}.gamma"]);
        double[][] frames = [.. Swap(inner).Select(frame =>
        {
            double[] hidden = Linear(norm(frame), Double(bag[$"{prefix}.pwconv1.weight"]), Double(bag[$"{prefix}.pwconv1.bias"]));
            double[] outer = Linear([.. hidden.Select(Gelu)], Double(bag[$"{prefix}.pwconv2.weight"]),
                Double(bag[$"{prefix}.pwconv2.bias"]));
            return outer.Select((value, i) => value * gamma[i]).ToArray();
        })];
        return Add(x, Swap(frames));
    }

    public static Func<double[], double[]> Norm(TensorBag bag, string prefix) =>
        frame => LayerNorm(frame, Double(bag[$"{prefix}.weight"]), Double(bag[$"{prefix}.bias"]));

    // Maclaurin series; beyond 5 the difference from ±1 is under 2e-12.
    private static double Erf(double x)
    {
        if (Math.Abs(x) > 5)
        {
            return Math.Sign(x);
        }

        double term = x;
        double sum = x;
        for (int n = 1; n < 200 && Math.Abs(term) > 1e-18; n++)
        {
            term *= -x * x / n;
            sum += term / ((2 * n) + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * sum;
    }
}

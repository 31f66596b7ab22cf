using static StreamServer.Tests.Models.Conversion.ReferenceLayers;

namespace StreamServer.Tests.Models.Conversion;

/// <summary>AP-BWE's generator, step by step.</summary>
internal static class ReferenceApBwe
{
    /// <param name="bag">The checkpoint.</param>
    /// <param name="amp">[bins][frames]</param>
    /// <param name="pha">[bins][frames]</param>
    public static (double[][] Amp, double[][] Re, double[][] Im) Run(TensorBag bag, double[][] amp, double[][] pha)
    {
        double[][] magnitude = Pre(amp, "mag");
        double[][] phase = Pre(pha, "pha");
        for (int layer = 0; layer < SmallApBwe.Layers; layer++)
        {
            magnitude = Add(magnitude, phase);
            phase = Add(phase, magnitude);
            magnitude = ReferenceLayers.ConvNeXt(bag, magnitude, $"convnext_mag.{layer}", Norm(bag, $"convnext_mag.{layer}.norm"));
            phase = ReferenceLayers.ConvNeXt(bag, phase, $"convnext_pha.{layer}", Norm(bag, $"convnext_pha.{layer}.norm"));
        }

        double[][] postMagnitude = [.. Swap(magnitude).Select(Norm(bag, "norm_post_mag"))];
        double[][] postPhase = [.. Swap(phase).Select(Norm(bag, "norm_post_pha"))];
        return (Add(amp, Out(postMagnitude, "linear_post_mag")), Out(postPhase, "linear_post_pha_r"), Out(postPhase, "linear_post_pha_i"));

        double[][] Pre(double[][] x, string stream)
        {
            double[][] y = Conv(x, Double(bag[$"conv_pre_{stream}.weight"]), Double(bag[$"conv_pre_{stream}.bias"]), 7, 1, 1);
            return Swap([.. Swap(y).Select(Norm(bag, $"norm_pre_{stream}"))]);
        }

        double[][] Out(double[][] frames, string prefix) =>
            Swap([.. frames.Select(frame => Linear(frame, Double(bag[$"{prefix}.weight"]), Double(bag[$"{prefix}.bias"])))]);
    }
}

using StreamServer.Inference.Onnx;
using StreamServer.Models.Conversion.Checkpoints;

namespace StreamServer.Models.Conversion.ApBwe;

/// <summary>
/// The generator of AP-BWE (yxlu-0102/AP-BWE models/model.py, <c>APNet_BWE_Model</c>), without the transforms around it: <c>log_amp</c> and
/// <c>pha</c> float [B, bins, frames] of the narrow band to <c>log_amp_wb</c>, <c>pha_re</c>, <c>pha_im</c> of the wide band, same shape.
/// The phase is atan2(pha_im, pha_re); its cosine and sine are what a caller needs, so no angle is computed.
/// </summary>
internal static class ApBweGraph
{
    /// <summary>Writes <paramref name="path"/> and its weights.</summary>
    /// <param name="checkpoint">Where the tensors are.</param>
    /// <param name="path">The graph's file.</param>
    /// <param name="weights">How the matrices are stored: nine tenths of the size. Activations are quantised frame by frame, so windows
    /// stay exact.</param>
    public static void Write(ICheckpoint checkpoint, string path, WeightFormat weights = WeightFormat.Fp32)
    {
        using OnnxGraphWriter graph = new(path, "ap_bwe");
        NetBuilder net = new(graph, checkpoint, weights);
        int bins = checkpoint.Info("conv_pre_mag.weight").Shape[1];
        string narrow = graph.Input("log_amp", OnnxType.Float, "batch", bins, "frames");
        string magnitude = Pre(net, narrow, "mag");
        string phase = Pre(net, graph.Input("pha", OnnxType.Float, "batch", bins, "frames"), "pha");
        for (int layer = 0; checkpoint.Has($"convnext_mag.{layer}.dwconv.weight"); layer++)
        {
            // The phase stream is given the magnitude that has already been given the phase.
            magnitude = net.Add(magnitude, phase, $"mixed_mag.{layer}");
            phase = net.Add(phase, magnitude, $"mixed_pha.{layer}");
            magnitude = ConvNeXt.Block(net, magnitude, $"convnext_mag.{layer}", Norm);
            phase = ConvNeXt.Block(net, phase, $"convnext_pha.{layer}", Norm);
        }

        string correction = net.Linear(Norm(net.SwapLast(magnitude), "norm_post_mag"), "linear_post_mag");
        graph.Node("Add", [narrow, net.SwapLast(correction)], "log_amp_wb");
        string post = Norm(net.SwapLast(phase), "norm_post_pha");
        graph.Node("Transpose", [net.Linear(post, "linear_post_pha_r")], "pha_re", OnnxAttribute.Ints("perm", 0, 2, 1));
        graph.Node("Transpose", [net.Linear(post, "linear_post_pha_i")], "pha_im", OnnxAttribute.Ints("perm", 0, 2, 1));
        foreach (string output in new[] { "log_amp_wb", "pha_re", "pha_im" })
        {
            graph.Output(output, OnnxType.Float, "batch", bins, "frames");
        }

        graph.Save();

        string Norm(string x, string prefix) => net.LayerNorm(x, prefix, ConvNeXt.Epsilon);
    }

    private static string Pre(NetBuilder net, string x, string stream) =>
        net.SwapLast(net.LayerNorm(net.SwapLast(net.Conv(x, $"conv_pre_{stream}")), $"norm_pre_{stream}", ConvNeXt.Epsilon));
}

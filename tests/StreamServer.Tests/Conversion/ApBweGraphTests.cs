using StreamServer.Inference.Conversion.ApBwe;
using StreamServer.Inference.Conversion.Checkpoints;
using static StreamServer.Tests.Conversion.ReferenceLayers;

namespace StreamServer.Tests.Conversion;

public sealed class ApBweGraphTests : IDisposable
{
    private const int Bins = 9;
    private const int Channels = 12;
    private const int Layers = 3;
    private const int Frames = 11;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheGeneratorEqualsPlainLoops()
    {
        TensorBag bag = Checkpoint();
        bag.WriteSafetensors(_folder.File("model.safetensors"));
        using SafetensorsFile checkpoint = new(_folder.File("model.safetensors"));
        TensorBag input = new TensorBag(5).Add("amp", [Bins, Frames], 2, -3).Add("pha", [Bins, Frames], Math.PI);

        ApBweGraph.Write(checkpoint, _folder.File("ap_bwe.onnx"));
        Dictionary<string, (long[] Shape, float[] Values)> outputs = OnnxRun.Run(_folder.File("ap_bwe.onnx"), new()
        {
            ["log_amp"] = OnnxRun.Tensor(input["amp"], 1, Bins, Frames),
            ["pha"] = OnnxRun.Tensor(input["pha"], 1, Bins, Frames),
        });

        Assert.Equal([1, Bins, Frames], outputs["pha_im"].Shape);
        (double[][] amp, double[][] re, double[][] im) = Reference(bag, Rows(input["amp"]), Rows(input["pha"]));
        OnnxRun.AssertClose([.. amp.SelectMany(row => row)], outputs["log_amp_wb"].Values, 1e-4);
        OnnxRun.AssertClose([.. re.SelectMany(row => row)], outputs["pha_re"].Values, 1e-4);
        OnnxRun.AssertClose([.. im.SelectMany(row => row)], outputs["pha_im"].Values, 1e-4);
    }

    private static double[][] Rows(float[] values) => [.. Enumerable.Range(0, Bins).Select(row => Double(values[(row * Frames)..((row + 1) * Frames)]))];

    private static (double[][] Amp, double[][] Re, double[][] Im) Reference(TensorBag bag, double[][] amp, double[][] pha)
    {
        double[][] magnitude = Pre(amp, "mag");
        double[][] phase = Pre(pha, "pha");
        for (int layer = 0; layer < Layers; layer++)
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

    private static TensorBag Checkpoint()
    {
        TensorBag bag = new(77);
        foreach (string stream in new[] { "mag", "pha" })
        {
            bag.Conv($"conv_pre_{stream}", Channels, Bins, 7).Norm($"norm_pre_{stream}", Channels).Norm($"norm_post_{stream}", Channels);
            for (int layer = 0; layer < Layers; layer++)
            {
                string prefix = $"convnext_{stream}.{layer}";
                bag.Conv($"{prefix}.dwconv", Channels, 1, 7).Norm($"{prefix}.norm", Channels);
                bag.Linear($"{prefix}.pwconv1", 3 * Channels, Channels).Linear($"{prefix}.pwconv2", Channels, 3 * Channels);
                bag.Add($"{prefix}.gamma", [Channels], 0.1, 0.3);
            }
        }

        return bag.Linear("linear_post_mag", Bins, Channels).Linear("linear_post_pha_r", Bins, Channels).Linear("linear_post_pha_i", Bins, Channels);
    }
}

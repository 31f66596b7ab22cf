using StreamServer.Models.Conversion.ApBwe;
using StreamServer.Models.Conversion.Checkpoints;
using static StreamServer.Tests.Models.Conversion.ReferenceLayers;

namespace StreamServer.Tests.Models.Conversion;

public sealed class ApBweGraphTests : IDisposable
{
    private const int Bins = 9;
    private const int Frames = 11;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheGeneratorEqualsPlainLoops()
    {
        TensorBag bag = SmallApBwe.Checkpoint(Bins);
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
        (double[][] amp, double[][] re, double[][] im) = ReferenceApBwe.Run(bag, Rows(input["amp"]), Rows(input["pha"]));
        OnnxRun.AssertClose([.. amp.SelectMany(row => row)], outputs["log_amp_wb"].Values, 1e-4);
        OnnxRun.AssertClose([.. re.SelectMany(row => row)], outputs["pha_re"].Values, 1e-4);
        OnnxRun.AssertClose([.. im.SelectMany(row => row)], outputs["pha_im"].Values, 1e-4);
    }

    private static double[][] Rows(float[] values) =>
        [.. Enumerable.Range(0, Bins).Select(row => Double(values[(row * Frames)..((row + 1) * Frames)]))];
}

using Microsoft.ML.OnnxRuntime;
using StreamServer.Inference.Runtime;

namespace StreamServer.Inference.Tts.Post.Bandwidth;

/// <summary>
/// The network of AP-BWE: log magnitudes and phases of the narrow band to those of the wide band. The transforms around it
/// are <see cref="BandwidthExtender"/>'s. Used by one thread.
/// </summary>
internal sealed class ApBweModel : IDisposable
{
    private static readonly string[] Inputs = ["log_amp", "pha"];
    private static readonly string[] Outputs = ["log_amp_wb", "pha_re", "pha_im"];

    private readonly OnnxGraph _graph;

    /// <param name="graph">Owned from now on.</param>
    /// <param name="name">For messages and the response's header.</param>
    /// <exception cref="StreamException">Not such a graph: says what it lacks.</exception>
    public ApBweModel(OnnxGraph graph, string name)
    {
        (_graph, Name) = (graph, name);
        if (Inputs.Except(graph.Inputs).Concat(Outputs.Except(graph.Outputs)).FirstOrDefault() is { } missing)
        {
            throw graph.Wrong($"it has no '{missing}'; AP-BWE has {string.Join(", ", Inputs)} to {string.Join(", ", Outputs)}");
        }

        if (graph.InputShape(Inputs[0]) is not [_, BandwidthExtender.Bins, _])
        {
            throw graph.Wrong($"its spectra do not have {BandwidthExtender.Bins} bins");
        }
    }

    public string Name { get; }

    /// <summary>Runs one window and fills in its wide band.</summary>
    public void Run(BandwidthWindow window)
    {
        long[] shape = [1, BandwidthExtender.Bins, window.Frames];
        using OrtValue magnitude = Tensor(window.LogMagnitude);
        using OrtValue phase = Tensor(window.Phase);
        using OrtValue wide = Tensor(window.WideLogMagnitude);
        using OrtValue real = Tensor(window.WideReal);
        using OrtValue imaginary = Tensor(window.WideImaginary);
        _graph.Run(Inputs, [magnitude, phase], Outputs, [wide, real, imaginary]);

        OrtValue Tensor(float[] values) => OnnxGraph.Tensor(values, shape);
    }

    public void Dispose() => _graph.Dispose();
}

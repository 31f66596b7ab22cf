using Microsoft.ML.OnnxRuntime;

namespace StreamServer.Inference.Tts.Post.Bandwidth;

/// <summary>
/// The network of AP-BWE: log magnitudes and phases of the narrow band to those of the wide band. The transforms around it
/// are <see cref="BandwidthExtender"/>'s. Used by one thread.
/// </summary>
internal sealed class ApBweModel : IDisposable
{
    private static readonly string[] Inputs = ["log_amp", "pha"];
    private static readonly string[] Outputs = ["log_amp_wb", "pha_re", "pha_im"];

    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();

    /// <param name="session">Owned from now on.</param>
    /// <param name="name">For messages and the response's header.</param>
    /// <exception cref="StreamException">Not such a graph: says what it lacks.</exception>
    public ApBweModel(InferenceSession session, string name)
    {
        (_session, Name) = (session, name);
        if (Inputs.Except(session.InputNames).Concat(Outputs.Except(session.OutputNames)).FirstOrDefault() is { } missing)
        {
            throw new StreamException(StreamError.ServerNotReady, $"Model '{name}': its graph has no '{missing}'; AP-BWE has {string.Join(", ", Inputs)} to {string.Join(", ", Outputs)}.");
        }

        if (session.InputMetadata[Inputs[0]].Dimensions is not [_, BandwidthExtender.Bins, _])
        {
            throw new StreamException(StreamError.ServerNotReady, $"Model '{name}': its spectra do not have {BandwidthExtender.Bins} bins.");
        }
    }

    public string Name { get; }

    /// <summary>Runs one window and fills in its wide band.</summary>
    public void Run(BandwidthWindow window)
    {
        long[] shape = [1, BandwidthExtender.Bins, window.Frames];
        int count = BandwidthExtender.Bins * window.Frames;
        using OrtValue magnitude = Tensor(window.LogMagnitude);
        using OrtValue phase = Tensor(window.Phase);
        using OrtValue wide = Tensor(window.WideLogMagnitude);
        using OrtValue real = Tensor(window.WideReal);
        using OrtValue imaginary = Tensor(window.WideImaginary);
        _session.Run(_options, Inputs, [magnitude, phase], Outputs, [wide, real, imaginary]);

        OrtValue Tensor(float[] values) => OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, values.AsMemory(0, count), shape);
    }

    public void Dispose()
    {
        _options.Dispose();
        _session.Dispose();
    }
}

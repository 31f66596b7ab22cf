using System.ComponentModel.DataAnnotations;
using StreamServer.Inference.Runtime.Settings;

namespace StreamServer.Inference.Runtime;

/// <summary>Where models lie and what they run on.</summary>
internal sealed class RuntimeOptions
{
    /// <summary>Folder of <c>manifest.json</c>; a relative path starts at the working directory.</summary>
    [Setting("MODELS_DIR")]
    public string ModelsDir { get; set; } = "models";

    /// <summary><c>auto</c> takes CUDA when its provider loads, else the CPU, and says so.</summary>
    [Setting("INFERENCE_DEVICE")]
    public DeviceKind Device { get; set; } = DeviceKind.Auto;

    /// <summary>Processor threads that models may use in all; 0 means every core of this process.</summary>
    [Setting("INFERENCE_THREADS"), Range(0, 256)]
    public int Threads { get; set; }
}

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Where the memory stands relative to its execution provider.</summary>
public enum OrtMemType
{
    CpuInput = -2,
    CpuOutput = -1,
    Cpu = CpuOutput,
    Default = 0,
}

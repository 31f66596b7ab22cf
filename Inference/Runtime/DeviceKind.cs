namespace StreamServer.Inference.Runtime;

/// <summary>What models run on; <see cref="Auto"/> is a wish, never an outcome.</summary>
internal enum DeviceKind
{
    Auto,
    Cuda,
    Cpu,
}

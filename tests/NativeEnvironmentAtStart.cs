using System.Runtime.CompilerServices;
using StreamServer.Inference.Runtime;

/// <summary>Compiled into every project below tests/: a host that calls ONNX Runtime before any code of the server is private
/// too.</summary>
internal static class NativeEnvironmentAtStart
{
    [ModuleInitializer]
    public static void KeepPrivate() => NativeEnvironment.KeepPrivate();
}

using System.Runtime.CompilerServices;
using StreamServer.Inference.Audio.Native;
using StreamServer.Inference.Runtime;

/// <summary>Compiled into every project below tests/: a host that calls a native library first finds it as the server would.</summary>
internal static class NativeEnvironmentAtStart
{
    [ModuleInitializer]
    public static void Prepare()
    {
        NativeEnvironment.KeepPrivate();

        // Whoever asks Concentus first decides for the whole process whether it finds libopus.
        RuntimeHelpers.RunClassConstructor(typeof(OpusCodec).TypeHandle);
    }
}

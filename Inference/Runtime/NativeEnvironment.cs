using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamServer.Inference.Runtime;

/// <summary>
/// Environment variables that native libraries read for themselves. On Unix
/// <see cref="Environment.SetEnvironmentVariable(string, string)"/>
/// changes a copy that only managed code sees, so that these are set in the C library's own table.
/// </summary>
/// <remarks>Not for many threads at once: the table of the C library has no lock. It is written at start only.</remarks>
internal static partial class NativeEnvironment
{
    /// <summary>
    /// Turns ONNX Runtime's telemetry off, which published builds since 1.30 have on: a device id and a queue of events (names of files
    /// and graphs, run times, error messages) in the user's cache folder, sent when there is a network (docs/decisions/0031). It is read
    /// once, when the library initialises, so that this runs before any code of the assembly. An operator who sets the variable decides.
    /// </summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Every program and test host has to pass here before its first native call.")]
    public static void KeepPrivate() => SetDefault("ORT_DISABLE_TELEMETRY", "1");

    /// <summary>Sets a variable for native code, unless the environment that the process was started with has it.</summary>
    public static void SetDefault(string name, string value)
    {
        if (OperatingSystem.IsWindows())
        {
            if (Environment.GetEnvironmentVariable(name) is null)
            {
                Environment.SetEnvironmentVariable(name, value);
            }
        }
        else
        {
            _ = SetEnvironment(name, value, overwrite: 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}

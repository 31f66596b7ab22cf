using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>Finds and loads <c>libonnxruntime.so</c>.</summary>
internal static class NativeLibraryLoader
{
    private const string FileName = "libonnxruntime.so";

    /// <summary>
    /// Loads the library from beside the application, from the folder that a NuGet package would put it in, or from wherever the
    /// system's loader finds it, in that order.
    /// </summary>
    /// <exception cref="DllNotFoundException">It is in none of these places, or cannot be loaded.</exception>
    public static nint Load()
    {
        string architecture = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";

        // The last one is the system's loader: LD_LIBRARY_PATH and the usual folders.
        string[] candidates =
        [
            Path.Combine(AppContext.BaseDirectory, FileName),
            Path.Combine(AppContext.BaseDirectory, "runtimes", $"linux-{architecture}", "native", FileName),
            FileName,
        ];

        List<string> failures = [];
        foreach (string candidate in candidates)
        {
            try
            {
                return NativeLibrary.Load(candidate);
            }
            catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException)
            {
                string reason = File.Exists(candidate) ? failure.Message.ReplaceLineEndings(" ").Trim() : "not there";
                failures.Add($"{candidate} ({reason})");
            }
        }

        throw new DllNotFoundException(
            "ONNX Runtime's native library was not found. Run compat/install-native.sh and build again. Tried: "
            + $"{string.Join("; ", failures)}.");
    }
}

using System.Reflection;
using System.Runtime.InteropServices;

namespace StreamServer.Inference.Audio.Native;

/// <summary>
/// Finds the shared libraries of codecs that no managed library does well. They are loaded on first use: a server without
/// them starts, and refuses only the formats that need them.
/// </summary>
internal static class CodecLibraries
{
    public const string Lame = "mp3lame";
    public const string Flac = "FLAC";

    /// <summary>Names as distributions ship them without the development package. libFLAC changed its number without changing these functions.</summary>
    private static readonly Dictionary<string, string[]> Names = new()
    {
        [Lame] = ["libmp3lame.so.0", "libmp3lame.0.dylib", "libmp3lame.dll"],
        [Flac] = ["libFLAC.so.12", "libFLAC.so.14", "libFLAC.so.8", "libFLAC.12.dylib", "FLAC.dll"],
    };

    private static readonly Dictionary<string, string> DebianPackages = new()
    {
        [Lame] = "libmp3lame0",
        [Flac] = "libflac12",
    };

    static CodecLibraries() => NativeLibrary.SetDllImportResolver(typeof(CodecLibraries).Assembly, Resolve);

    /// <summary>Runs the first call into a library and says, when the library is missing, what to install.</summary>
    /// <param name="library"><see cref="Lame"/> or <see cref="Flac"/>.</param>
    /// <param name="create">The call.</param>
    /// <exception cref="StreamException">The library is missing.</exception>
    public static T Create<T>(string library, Func<T> create)
    {
        try
        {
            return create();
        }
        catch (DllNotFoundException missing)
        {
            throw new StreamException(
                StreamError.Internal,
                $"This server lacks {Names[library][0]}; its operator can install the Debian package {DebianPackages[library]}.",
                inner: missing);
        }
    }

    private static nint Resolve(string library, Assembly assembly, DllImportSearchPath? path)
    {
        foreach (string name in Names.GetValueOrDefault(library, []))
        {
            if (NativeLibrary.TryLoad(name, assembly, path, out nint handle))
            {
                return handle;
            }
        }

        return 0; // the runtime goes on with its own search
    }
}

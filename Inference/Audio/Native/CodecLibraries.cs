using System.Reflection;
using System.Runtime.InteropServices;

namespace StreamServer.Inference.Audio.Native;

/// <summary>
/// The shared libraries of codecs that no managed library does as well. All are loaded together, on the first use of this class
/// (the server's start): what is there then stays there when descriptors or memory run out, and what is missing stays missing
/// until the next start. A server without them starts, and refuses only the formats that need them. Thread-safe.
/// </summary>
internal static class CodecLibraries
{
    public const string Lame = "mp3lame";
    public const string Flac = "FLAC";
    public const string Opus = "opus";

    // libFLAC changed its number without changing the functions that are called here.
    private static readonly Dictionary<string, CodecLibrary> Known = new()
    {
        [Lame] = new(["libmp3lame.so.0", "libmp3lame.0.dylib", "libmp3lame.dll"], "libmp3lame0", "mp3 output"),
        [Flac] = new(["libFLAC.so.12", "libFLAC.so.14", "libFLAC.so.8", "libFLAC.12.dylib", "FLAC.dll"], "libflac12", "flac"),
        [Opus] = new(["libopus.so.0", "libopus.0.dylib", "opus.dll"], "libopus0", "native opus"),
    };

    private static readonly Dictionary<string, nint> Loaded = Load();

    static CodecLibraries() => NativeLibrary.SetDllImportResolver(typeof(CodecLibraries).Assembly, Resolve);

    /// <summary>One line for the start: what does opus, and which formats are off for want of which Debian package.</summary>
    public static string Describe() => Describe(IsPresent, OpusCodec.Version);

    /// <param name="isPresent">Whether a library is there.</param>
    /// <param name="opus">Name and version of what encodes opus.</param>
    public static string Describe(Func<string, bool> isPresent, string opus)
    {
        string[] off =
        [
            .. Known.Where(one => one.Key != Opus && !isPresent(one.Key))
                .Select(one => $"{one.Value.Serves} (install {one.Value.Package})"),
        ];
        string codec = isPresent(Opus) ? opus : $"{opus}, managed and slower (install {Known[Opus].Package})";
        return off.Length == 0 ? $"opus by {codec}" : $"OFF: {string.Join(", ", off)}; opus by {codec}";
    }

    /// <param name="library">A constant of this class.</param>
    public static bool IsPresent(string library) => Loaded.ContainsKey(library);

    /// <summary>Runs the first call into a library and says, when the library is missing, what to install.</summary>
    /// <param name="library"><see cref="Lame"/> or <see cref="Flac"/>.</param>
    /// <param name="create">The call.</param>
    /// <exception cref="StreamException"><see cref="StreamError.NotSupported"/>: the library is missing, or too old.</exception>
    public static T Create<T>(string library, Func<T> create)
    {
        try
        {
            return create();
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            CodecLibrary known = Known[library];
            throw new StreamException(
                StreamError.NotSupported,
                $"This server lacks {known.Names[0]}, without which it has no {known.Serves}; "
                    + $"its operator can install the Debian package {known.Package}.",
                inner: missing);
        }
    }

    /// <summary>For <see cref="NativeLibrary.SetDllImportResolver"/>.</summary>
    /// <returns>The library that is loaded; 0 sends the runtime on its own search.</returns>
    public static nint Resolve(string library, Assembly assembly, DllImportSearchPath? path) => Loaded.GetValueOrDefault(library);

    private static Dictionary<string, nint> Load()
    {
        Dictionary<string, nint> loaded = [];
        foreach ((string library, CodecLibrary known) in Known)
        {
            foreach (string name in known.Names)
            {
                if (NativeLibrary.TryLoad(name, typeof(CodecLibraries).Assembly, searchPath: null, out nint handle))
                {
                    loaded.Add(library, handle);
                    break;
                }
            }
        }

        return loaded;
    }
}

using System.Collections;
using System.Reflection;
using System.Runtime.InteropServices;
using Concentus;
using Concentus.Enums;

namespace StreamServer.Inference.Audio.Native;

/// <summary>
/// Makes Concentus' codecs: libopus behind them where the system has it, else managed code. Concentus asks the loader for
/// <c>libopus.so</c> alone, a name that only Debian's development package has; this class finds <c>libopus.so.0</c> for it
/// (docs/decisions/0042). Thread-safe.
/// </summary>
internal static class OpusCodec
{
    static OpusCodec()
    {
        if (!CodecLibraries.IsPresent(CodecLibraries.Opus))
        {
            // Its own search would delete a libopus.so in the working directory.
            OpusCodecFactory.AttemptToUseNativeLibrary = false;
        }
        else
        {
            Assembly concentus = typeof(OpusCodecFactory).Assembly;
            NativeLibrary.SetDllImportResolver(concentus, CodecLibraries.Resolve);
            Announce(concentus);
        }

        using IOpusEncoder encoder = CreateEncoder(48000);
        Version = encoder.GetVersionString();
    }

    /// <summary>As the codec names itself: <c>libopus 1.3.1</c>, or Concentus and its version.</summary>
    public static string Version { get; }

    /// <param name="sampleRate">8000, 12000, 16000, 24000 or 48000 Hz.</param>
    /// <param name="channels">1 or 2.</param>
    public static IOpusEncoder CreateEncoder(int sampleRate, int channels = 1) =>
        OpusCodecFactory.CreateEncoder(sampleRate, channels, OpusApplication.OPUS_APPLICATION_AUDIO);

    /// <param name="sampleRate">Hz to decode to, as of <see cref="CreateEncoder"/>.</param>
    /// <param name="channels">1 or 2.</param>
    public static IOpusDecoder CreateDecoder(int sampleRate, int channels) => OpusCodecFactory.CreateDecoder(sampleRate, channels);

    /// <summary>
    /// Tells Concentus that the library is there. It keeps that in a private table, by the name that it would have looked for. Where
    /// another version has no such table it looks for itself, as if this had not been called.
    /// </summary>
    private static void Announce(Assembly concentus)
    {
        FieldInfo? table = concentus.GetType("Concentus.Native.NativePlatformUtils")
            ?.GetField("_loadedLibraries", BindingFlags.NonPublic | BindingFlags.Static);
        Type? status = concentus.GetType("Concentus.Native.NativeLibraryStatus");
        if (table?.GetValue(null) is IDictionary libraries
            && status is not null
            && Enum.TryParse(status, "Available", out object? available))
        {
            libraries["libopus.so"] = available;
        }
    }
}

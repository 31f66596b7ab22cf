using System.Diagnostics.CodeAnalysis;

namespace StreamServer.Inference.Audio;

/// <summary>Names, rates and bit rates of <see cref="AudioFormat"/> as the wire has them.</summary>
internal static class AudioFormats
{
    private static readonly AudioFormat[] All = Enum.GetValues<AudioFormat>();

    /// <summary>wav, pcm, opus, mp3, flac, mulaw, alaw.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(NameOf)];

    public static string NameOf(AudioFormat format) => format.ToString().ToLowerInvariant();

    /// <summary>Any case.</summary>
    public static bool TryParse([NotNullWhen(true)] string? name, out AudioFormat format)
    {
        foreach (AudioFormat candidate in All)
        {
            if (string.Equals(NameOf(candidate), name, StringComparison.OrdinalIgnoreCase))
            {
                format = candidate;
                return true;
            }
        }

        format = default;
        return false;
    }

    /// <summary>Sample rates in Hz that <see cref="Encoders.AudioEncoders.Create"/> takes for a format.</summary>
    public static ReadOnlySpan<int> SampleRates(AudioFormat format) => format switch
    {
        AudioFormat.MuLaw or AudioFormat.Alaw => [8000],
        AudioFormat.Opus => [8000, 16000, 24000, 48000],
        _ => [8000, 16000, 22050, 24000, 32000, 44100, 48000],
    };

    /// <summary>Bit rates in bit/s that a format can be asked for, or null where there is nothing to choose.</summary>
    public static (int Lowest, int Highest)? BitRates(AudioFormat format) => format switch
    {
        AudioFormat.Opus => (6000, 256000),
        AudioFormat.Mp3 => (8000, 320000),
        _ => null,
    };
}

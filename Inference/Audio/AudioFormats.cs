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
        AudioFormat.Opus => [8000, 12000, 16000, 24000, 48000],
        _ => [8000, 16000, 22050, 24000, 32000, 44100, 48000],
    };

    /// <summary>Channels that a format can have; all carry the same.</summary>
    public static int MostChannels(AudioFormat format) => format is AudioFormat.MuLaw or AudioFormat.Alaw ? 1 : 2;

    /// <summary>Bit rates in bit/s that a format can be asked for, or null where there is nothing to choose.</summary>
    /// <remarks>MP3: ISO/IEC 11172-3 (from 32 kHz), 13818-3 (from 16 kHz), and MPEG-2.5 below. Opus: RFC 6716 §2.1.1, mono.</remarks>
    public static (int Lowest, int Highest)? BitRates(AudioFormat format, int sampleRate) => (format, sampleRate) switch
    {
        (AudioFormat.Opus, _) => (6_000, 256_000),
        (AudioFormat.Mp3, >= 32000) => (32_000, 320_000),
        (AudioFormat.Mp3, >= 16000) => (8_000, 160_000),
        (AudioFormat.Mp3, _) => (8_000, 64_000),
        _ => null,
    };
}

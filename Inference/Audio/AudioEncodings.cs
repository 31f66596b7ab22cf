using System.Diagnostics.CodeAnalysis;

namespace StreamServer.Inference.Audio;

/// <summary>Wire names of <see cref="AudioEncoding"/>.</summary>
internal static class AudioEncodings
{
    private static readonly Dictionary<string, AudioEncoding> ByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["pcm_s16le"] = AudioEncoding.PcmS16le,
        ["pcm_f32le"] = AudioEncoding.PcmF32le,
        ["mulaw"] = AudioEncoding.MuLaw,
        ["alaw"] = AudioEncoding.Alaw,
        ["opus"] = AudioEncoding.Opus,
    };

    public static IReadOnlyList<string> Names { get; } = [.. ByName.Keys];

    /// <summary>Any case.</summary>
    public static bool TryParse([NotNullWhen(true)] string? name, out AudioEncoding encoding)
    {
        encoding = default;
        return name is not null && ByName.TryGetValue(name, out encoding);
    }

    public static string NameOf(AudioEncoding encoding) => ByName.First(pair => pair.Value == encoding).Key;
}

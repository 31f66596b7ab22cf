namespace StreamServer.Inference.Audio;

/// <summary>Wire names of <see cref="AudioEncoding"/>: the one table, for what clients write and what they are told.</summary>
internal static class AudioEncodings
{
    /// <summary>Any case. The first name of an encoding is its own, the others are those that other services use.</summary>
    public static Dictionary<string, AudioEncoding> ByName { get; } = new(StringComparer.OrdinalIgnoreCase)
    {
        ["pcm_s16le"] = AudioEncoding.PcmS16le,
        ["linear16"] = AudioEncoding.PcmS16le,
        ["pcm_f32le"] = AudioEncoding.PcmF32le,
        ["linear32"] = AudioEncoding.PcmF32le,
        ["mulaw"] = AudioEncoding.MuLaw,
        ["alaw"] = AudioEncoding.Alaw,
        ["opus"] = AudioEncoding.Opus,
    };

    public static string NameOf(AudioEncoding encoding) => ByName.First(pair => pair.Value == encoding).Key;
}

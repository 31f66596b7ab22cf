namespace StreamServer.Inference.Audio.Ogg;

/// <summary>What other streams in Ogg call themselves in their first packet.</summary>
internal static class OggCodecs
{
    /// <returns>Null when it is none that is known.</returns>
    public static string? NameOf(ReadOnlySpan<byte> first) => first switch
    {
        _ when first.StartsWith("\u0001vorbis"u8) => "vorbis",
        _ when first is [0x80, .. var rest] && rest.StartsWith("theora"u8) => "theora",
        _ when first is [0x7F, .. var rest] && rest.StartsWith("FLAC"u8) => "flac in ogg",
        _ when first.StartsWith("Speex"u8) => "speex",
        _ when first.StartsWith("OVP80"u8) => "vp8",
        _ when first.StartsWith("BBCD"u8) => "dirac",
        _ when first is [0x80, .. var rest] && rest.StartsWith("kate"u8) => "kate",
        _ => null,
    };
}

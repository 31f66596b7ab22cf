using System.Text.Json.Serialization;

namespace StreamServer.Models.Manifest;

/// <summary>What a model does for the server.</summary>
internal enum ModelRole
{
    [JsonStringEnumMemberName("vad")]
    Vad,

    [JsonStringEnumMemberName("stt")]
    Stt,

    [JsonStringEnumMemberName("tts-lm")]
    TtsLm,

    [JsonStringEnumMemberName("tts-codec")]
    TtsCodec,

    [JsonStringEnumMemberName("tts-speaker")]
    TtsSpeaker,

    [JsonStringEnumMemberName("super-resolution")]
    SuperResolution,
}

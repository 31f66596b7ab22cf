using StreamServer.Models.Manifest;

namespace StreamServer.Models.Commands;

/// <summary>Which setting chooses the model of a role.</summary>
internal static class ModelSettings
{
    /// <returns>Null for roles that no setting chooses: another model's entry names them.</returns>
    public static string? NameOf(ModelRole role) => role switch
    {
        ModelRole.Vad => "VAD_MODEL",
        ModelRole.Stt => "STT_MODEL",
        ModelRole.TtsLm => "TTS_MODEL",
        ModelRole.SuperResolution => "TTS_SUPER_RESOLUTION_MODEL",
        _ => null,
    };
}

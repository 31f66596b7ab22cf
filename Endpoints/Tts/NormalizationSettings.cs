using StreamServer.Inference.Runtime.Settings;

namespace StreamServer.Endpoints.Tts;

/// <summary>The server-wide setting of the text stages.</summary>
internal sealed class NormalizationSettings
{
    /// <summary>File of house rules (<c>docs/normalization.md</c>); empty means none. <see cref="HouseRulesFile"/> reads it.</summary>
    [Setting("NORMALIZATION_RULES")]
    public string RulesFile { get; set; } = "";
}

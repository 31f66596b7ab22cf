using StreamServer.Inference.Runtime.Settings;
using StreamServer.Normalization.Text;

namespace StreamServer.Endpoints.Tts;

/// <summary>The server-wide settings of the text stages.</summary>
internal sealed class NormalizationSettings
{
    /// <summary>File of house rules (<c>docs/normalization.md</c>); empty means none. <see cref="HouseRulesFile"/> reads it.</summary>
    [Setting("NORMALIZATION_RULES")]
    public string RulesFile { get; set; } = "";

    /// <summary>In which language numbers are said when neither the request nor the voice says so.</summary>
    [Setting("NORMALIZATION_NUMBER_LANGUAGE")]
    public NumberLanguage NumberLanguage { get; set; } = NumberLanguage.English;
}

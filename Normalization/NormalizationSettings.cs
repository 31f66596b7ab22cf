using StreamServer.Inference.Runtime.Settings;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization;

/// <summary>The server-wide setting of the text stages.</summary>
internal sealed class NormalizationSettings
{
    /// <summary>File of house rules (<c>docs/normalization.md</c>); empty means none. Whoever starts the server reads it and calls <see cref="HouseRules.Parse"/>.</summary>
    [Setting("NORMALIZATION_RULES")]
    public string RulesFile { get; set; } = "";
}

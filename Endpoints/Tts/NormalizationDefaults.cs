using StreamServer.Inference.Runtime.Settings;
using StreamServer.Normalization.Text;

namespace StreamServer.Endpoints.Tts;

/// <summary>What this server does to texts when a request does not say otherwise.</summary>
internal static class NormalizationDefaults
{
    /// <summary>House rules that cannot be read are a mistake in the settings.</summary>
    public static NormalizationOptions Read(SettingsReader settings) => NormalizationOptions.Default with
    {
        NumberLanguage = settings.Read<NormalizationSettings>().NumberLanguage,
        HouseRules = HouseRulesFile.Read(settings),
    };
}

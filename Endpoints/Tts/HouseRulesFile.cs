using StreamServer.Inference.Runtime.Settings;
using StreamServer.Normalization.Text;

namespace StreamServer.Endpoints.Tts;

/// <summary>Reads the operator's own words for the normaliser at start.</summary>
internal static class HouseRulesFile
{
    /// <summary>A file that cannot be read or has mistakes is a mistake in the settings.</summary>
    public static HouseRules Read(SettingsReader settings)
    {
        string path = settings.Read<NormalizationSettings>().RulesFile;
        if (path.Length == 0)
        {
            return HouseRules.Empty;
        }

        try
        {
            return HouseRules.Parse(File.ReadAllText(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            settings.Add($"NORMALIZATION_RULES: {path}: {exception.Message}");
            return HouseRules.Empty;
        }
    }
}

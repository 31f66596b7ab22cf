namespace StreamServer.Inference.Runtime.Settings;

/// <summary>Where settings come from: one order for the server and for every command.</summary>
internal static class SettingsSources
{
    /// <summary>
    /// In rising order <c>appsettings.json</c> and <c>.env</c> of the working folder, the environment, and <paramref name="overrides"/>.
    /// </summary>
    /// <param name="overrides">What the command line or a test says.</param>
    public static T AddSettings<T>(this T configuration, params IEnumerable<KeyValuePair<string, string?>> overrides)
        where T : IConfigurationBuilder
    {
        configuration.Sources.Clear();
        configuration.AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true, reloadOnChange: false);
        configuration.AddInMemoryCollection(DotEnvFile.Read(".env"));
        configuration.AddEnvironmentVariables();
        configuration.AddInMemoryCollection(overrides);
        return configuration;
    }
}

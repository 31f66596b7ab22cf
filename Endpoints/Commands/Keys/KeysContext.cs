using StreamServer.Auth;
using StreamServer.Auth.Keys;
using StreamServer.Auth.Settings;
using StreamServer.Endpoints.Admin;
using StreamServer.Endpoints.Server;
using StreamServer.Inference.Runtime.Settings;

namespace StreamServer.Endpoints.Commands.Keys;

/// <summary>The store of keys beside a server that may be running: it sees what is written here within seconds.</summary>
internal sealed class KeysContext : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private KeysContext(ServiceProvider services) => _services = services;

    public KeyBooks Books => _services.GetRequiredService<KeyBooks>();

    public KeyOffice Office => Books.Office;

    public TextWriter Output { get; set; } = Console.Out;

    /// <param name="overrides">Settings that win over the others.</param>
    /// <exception cref="SettingsException">Every mistake in the settings.</exception>
    public static KeysContext Open(params IEnumerable<KeyValuePair<string, string?>> overrides)
    {
        SettingsReader settings = new(new ConfigurationManager().AddSettings(overrides));
        ServiceCollection services = new();
        services.AddLogging();
        services.AddMetrics();
        services.AddSingleton(TimeProvider.System);
        services.AddKeys(settings, settings.Read<AuthOptions>());
        services.AddSingleton<KeyBooks>();
        return settings.Mistakes.Count > 0 ? throw new SettingsException(settings.Mistakes) : new KeysContext(
            services.BuildServiceProvider());
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}

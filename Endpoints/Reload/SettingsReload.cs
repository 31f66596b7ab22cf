using System.Runtime.InteropServices;
using StreamServer.Auth.Keys;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Tts;
using StreamServer.Inference;
using StreamServer.Inference.Runtime.Settings;
using StreamServer.Normalization.Text;

namespace StreamServer.Endpoints.Reload;

/// <summary>
/// Reads anew what may change without a restart: the log level, the house rules and the number language of texts, keys and plans. All of
/// it or, with a single mistake, nothing. On SIGHUP, and by <c>POST /v1/admin/reload</c>.
/// </summary>
internal sealed partial class SettingsReload(
    IReadOnlyList<KeyValuePair<string, string?>> overrides,
    LiveLogLevel logLevel,
    LiveNormalization normalization,
    ILogger<SettingsReload> log,
    KeyDirectory? keys) : IHostedService, IDisposable
{
    private readonly Lock _gate = new();
    private PosixSignalRegistration? _signal;

    /// <exception cref="StreamException"><see cref="StreamError.ClientBadRequest"/> with every mistake; nothing has changed.</exception>
    public void Reload()
    {
        lock (_gate)
        {
            SettingsReader settings = new(new ConfigurationBuilder().AddSettings(overrides).Build());
            EndpointsOptions endpoints = settings.Read<EndpointsOptions>();
            NormalizationOptions texts = NormalizationDefaults.Read(settings);
            if (settings.Mistakes.Count > 0)
            {
                throw new StreamException(
                    StreamError.ClientBadRequest, $"Nothing was changed: {HiddenPaths.Hide(string.Join(" ", settings.Mistakes))}");
            }

            logLevel.Set(endpoints.LogLevel);
            normalization.Set(texts);
            keys?.Forget();
        }

        LogReloaded();
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _signal = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            // Not to end, as a process without a terminal would.
            signal.Cancel = true;
            try
            {
                Reload();
            }
            catch (StreamException mistakes)
            {
                LogRefused(mistakes.Message);
            }
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _signal?.Dispose();

    [LoggerMessage(47, LogLevel.Warning, "Settings were read anew: log level, house rules, keys and plans", EventName = "Reloaded")]
    private partial void LogReloaded();

    [LoggerMessage(48, LogLevel.Error, "Settings were not read anew. {Mistakes}", EventName = "ReloadRefused")]
    private partial void LogRefused(string mistakes);
}

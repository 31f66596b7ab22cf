using StreamServer.Auth.Calls;
using StreamServer.Auth.Keys;
using StreamServer.Auth.Plans;
using StreamServer.Auth.Settings;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference;

namespace StreamServer.Endpoints.Access;

/// <summary>
/// Says before the server listens who is let in. Where a key is required and there is none yet, one for the administrator is
/// made and printed, on the console and nowhere else, this once.
/// </summary>
internal sealed partial class FirstKey(
    CallerDirectory callers, AuthOptions options, EndpointsOptions endpoints, ILogger<FirstKey> log, KeyOffice? office = null)
    : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (callers.Mode == AuthMode.None && options.Mode == AuthMode.None && options.AllowOpen)
        {
            LogOpen(endpoints.Host);
        }

        if (callers.Mode != AuthMode.Required)
        {
            return;
        }

        try
        {
            if (await office!.AnyAsync(cancellationToken))
            {
                return;
            }

            KeyScopes all = KeyScopes.Stt | KeyScopes.Tts | KeyScopes.VoicesWrite | KeyScopes.Admin;
            IssuedKey key = await office.CreateAsync(
                new KeyWish("first key", "administrator", ShippedPlans.Admin, all, null), cancellationToken);
            Console.Out.WriteLine($"""

                The first key of this server, for its administrator. It is shown this once:

                  {key.Text}

                Others: ./run.sh keys create --help   or POST /v1/admin/keys with it (docs/auth.md).

                """);
        }
        catch (StreamException exception)
        {
            LogUnknown(exception.Message);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(
        3100,
        LogLevel.Warning,
        "AUTH_MODE=none: whoever reaches {Host} may use everything, without a key and without limits",
        EventName = "Open")]
    private partial void LogOpen(string host);

    [LoggerMessage(3101, LogLevel.Warning, "Whether there is a key yet is not known: {Cause}", EventName = "FirstKeyUnknown")]
    private partial void LogUnknown(string cause);
}

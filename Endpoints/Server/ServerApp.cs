using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;
using StreamServer.Auth;
using StreamServer.Endpoints.Access;
using StreamServer.Endpoints.Admin;
using StreamServer.Endpoints.Deepgram;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.ElevenLabs;
using StreamServer.Endpoints.OpenAi;
using StreamServer.Endpoints.Ops;
using StreamServer.Endpoints.Reload;
using StreamServer.Endpoints.Vosk;
using StreamServer.Endpoints.Web;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Runtime.Settings;
using StreamServer.Inference.Stt;
using StreamServer.Inference.Tts;
using StreamServer.Models.Download;
using StreamServer.Models.Manifest;

namespace StreamServer.Endpoints.Server;

/// <summary>Builds the whole server: the program runs it, and tests run the very same on port 0.</summary>
internal static class ServerApp
{
    /// <summary>How long a body may be slower than its minimum rate.</summary>
    private static readonly TimeSpan BodyGrace = TimeSpan.FromSeconds(5);

    /// <param name="overrides">Settings that win over environment, <c>.env</c> and <c>appsettings.json</c>.</param>
    /// <exception cref="SettingsException">Every mistake in the settings.</exception>
    public static WebApplication Build(params IEnumerable<KeyValuePair<string, string?>> overrides) =>
        BuildOn(TimeProvider.System, overrides);

    /// <param name="time">Clock of limits and figures.</param>
    /// <param name="overrides">As above.</param>
    /// <exception cref="SettingsException">Every mistake in the settings.</exception>
    public static WebApplication BuildOn(TimeProvider time, IEnumerable<KeyValuePair<string, string?>> overrides)
    {
        (WebApplicationBuilder builder, SettingsReader settings, EndpointsOptions endpoints) = Compose(time, overrides);
        if (settings.Mistakes.Count > 0)
        {
            throw new SettingsException(settings.Mistakes);
        }

        Configure(builder, endpoints);
        WebApplication app = builder.Build();

        // Pipeline: order matters. The request id comes first, so that every answer has one, errors included.
        app.UseMiddleware<RequestIdMiddleware>();
        app.UseMiddleware<TraceMiddleware>();
        app.UseMiddleware<HeadAsGet>();
        app.UseMiddleware<Unbuffered>();
        app.UseExceptionHandler();
        app.UseStatusCodePages(UnknownRoute.AnswerAsync);
        app.UseMiddleware<BodyLimitMiddleware>();
        app.UseMiddleware<NameGuard>();
        app.UseMiddleware<PageTimings>();
        app.UseCors();
        app.UseWebSockets(new WebSocketOptions
        {
            // Below the usual 60 s idle limit of proxies; a client that answers no ping is gone.
            KeepAliveInterval = TimeSpan.FromSeconds(15),
            KeepAliveTimeout = TimeSpan.FromSeconds(30),
        });
        app.UseMiddleware<TakeKeyMiddleware>();
        app.UseMiddleware<SharedPaths>();
        app.UseRouting();
        app.UseMiddleware<PlainBodyMiddleware>();
        app.UseAccess();
        app.UseMiddleware<LiveRequests>();

        app.MapStt();
        app.MapTts();
        app.MapOpenAiSpeech();
        app.MapDeepgram();
        app.MapElevenLabs();
        app.MapVosk();
        app.MapOps();
        app.MapUsage();
        app.MapAdmin();
        app.MapReload();
        app.MapWeb();
        return app;
    }

    /// <summary>Settings and services, with the mistakes that were found on the way.</summary>
    /// <param name="time">Clock of limits and figures.</param>
    /// <param name="overrides">Settings that win over environment, <c>.env</c> and <c>appsettings.json</c>.</param>
    public static (WebApplicationBuilder Builder, SettingsReader Settings, EndpointsOptions Endpoints) Compose(
        TimeProvider time, IEnumerable<KeyValuePair<string, string?>> overrides)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddSettings(overrides);

        // Services, in the order in which a request meets them.
        SettingsReader settings = new(builder.Configuration);
        EndpointsOptions endpoints = builder.Services.AddEndpoints(settings, time);
        builder.Services.AddReload(endpoints, [.. overrides]);
        builder.Services.AddAuth(settings, Loopback.Is(endpoints.Host));
        builder.Services.AddAccess();
        builder.Services.AddAdmin();
        RuntimeOptions runtime = builder.Services.AddRuntime(settings);
        builder.Services.AddModels(settings, runtime);
        builder.Services.AddSingleton(settings.Read<HuggingFaceOptions>());
        builder.Services.AddSpeechToText(settings);
        builder.Services.AddSttRoutes(settings);
        builder.Services.AddTextToSpeech(settings);
        builder.Services.AddTtsRoutes(settings);
        builder.Services.AddWeb(settings);
        return (builder, settings, endpoints);
    }

    private static void Configure(WebApplicationBuilder builder, EndpointsOptions options)
    {
        builder.Logging.ClearProviders();
        if (options.LogsJson)
        {
            builder.Logging.AddJsonConsole(console =>
            {
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            });
        }
        else
        {
            builder.Logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "HH:mm:ss.fff ";
            });
        }

        // They write requests down as they came, before anything of ours has taken the key out of them. Whatever configuration says.
        foreach (string early in new[] { "Microsoft.AspNetCore.Hosting.Diagnostics", "Microsoft.AspNetCore.Server.Kestrel.BadRequests" })
        {
            builder.Logging.AddFilter(early, LogLevel.Warning).AddFilter<ConsoleLoggerProvider>(early, LogLevel.Warning);
        }

        builder.Services.Configure<HostOptions>(host =>
            host.ShutdownTimeout = TimeSpan.FromSeconds(options.DrainSeconds) - (options.DrainReserve / 2));
        // The default reads nothing first, to learn that there is something: a second call to the kernel and a second hop of
        // threads for every frame of every stream. The price is a block of 4 KB for each idle connection.
        builder.WebHost.UseKestrelCore().UseSockets(sockets => sockets.WaitForDataBeforeAllocatingBuffer = false)
            .ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // BodyLimitMiddleware has the limit; what is left of a body that was refused Kestrel takes off the wire, for five seconds.
            kestrel.Limits.MaxRequestBodySize = null;
            // A caller that reads slowly is held back by our own pacing, and cut by our own limit.
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MinRequestBodyDataRate =
                options.MinBodyBytesPerSecond > 0 ? new MinDataRate(options.MinBodyBytesPerSecond, BodyGrace) : null;
            Listen(kestrel, options.Host, options.Port);
        });
    }

    private static void Listen(KestrelServerOptions kestrel, string host, int port)
    {
        BindAddress.TryParse(host, out IPAddress? address);
        if (address is not null)
        {
            kestrel.Listen(address, port, Gate);
        }
        else if (port == 0)
        {
            // Port 0 cannot be the same on both stacks, so it goes to IPv4 alone.
            kestrel.Listen(IPAddress.Loopback, port, Gate);
        }
        else
        {
            kestrel.ListenLocalhost(port, Gate);
        }
    }

    private static void Gate(ListenOptions listen)
    {
        ConnectionGate gate = listen.ApplicationServices.GetRequiredService<ConnectionGate>();
        listen.Use(next => connection => gate.RunAsync(connection, next));
    }
}

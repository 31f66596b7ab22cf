using Microsoft.Extensions.Http.Resilience;
using Polly;
using StreamServer.Auth.Keys;
using StreamServer.Auth.Limits;
using StreamServer.Auth.Settings;
using StreamServer.Auth.Store;
using StreamServer.Auth.Usage;
using StreamServer.Inference.Runtime.Settings;

namespace StreamServer.Auth.SupabaseStore;

internal static class SupabaseSetup
{
    private const string ClientName = "supabase";

    /// <summary>The stores that Supabase stands behind; everything local is there already.</summary>
    public static void AddSupabaseStore(this IServiceCollection services, SettingsReader settings, AuthOptions auth)
    {
        SupabaseOptions options = settings.Read<SupabaseOptions>();
        foreach (string mistake in options.Mistakes())
        {
            settings.Add(mistake);
        }

        if (auth.Pepper.Length == 0)
        {
            settings.Add("AUTH_PEPPER is needed with AUTH_STORE=supabase: every server hashes keys with the same one.");
        }

        if (!Uri.TryCreate(options.Url, UriKind.Absolute, out Uri? url))
        {
            return;
        }

        services.AddSingleton(options);
        AddClient(services, options, url);
        services.AddSingleton<LeasedAccounts>();
        services.AddSingleton<QuotaExchange>();
        services.AddHostedService(provider => provider.GetRequiredService<QuotaExchange>());
        services.AddSingleton<IKeyStore, SupabaseKeyStore>();
        services.AddSingleton<IQuotaStore, SupabaseQuotaStore>();
        services.AddSingleton<IUsageShipper, SupabaseUsageShipper>();
        services.AddSingleton(provider => new UsageLedger(provider.GetRequiredService<AuthDatabase>(), hasOutbox: true));
        services.AddHostedService<UsageOutbox>();
    }

    private static void AddClient(IServiceCollection services, SupabaseOptions options, Uri url)
    {
        IHttpClientBuilder builder = services.AddHttpClient(ClientName, client =>
        {
            client.BaseAddress = new Uri(url.AbsoluteUri.TrimEnd('/') + "/");
            client.Timeout = Timeout.InfiniteTimeSpan;
            client.MaxResponseContentBufferSize = 16 << 20;
            client.DefaultRequestHeaders.Add("apikey", options.Key);
            if (options.IsLegacyKey)
            {
                client.DefaultRequestHeaders.Authorization = new("Bearer", options.Key);
            }
        });

        // The client lives as long as the server, so its connections must not: addresses change. A redirect would carry the key away.
        builder.ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(2),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        });
        builder.SetHandlerLifetime(Timeout.InfiniteTimeSpan);

        // Its own lines say too much (headers) and too often.
        builder.RemoveAllLoggers();
        services.AddLogging(logging => logging.AddFilter("Polly", LogLevel.None));
        builder.AddStandardResilienceHandler(resilience => Configure(resilience, options.AnswerLimit));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<SupabaseClient>(
            provider, provider.GetRequiredService<IHttpClientFactory>().CreateClient(ClientName)));
    }

    private static void Configure(HttpStandardResilienceOptions options, TimeSpan answerLimit)
    {
        options.AttemptTimeout.Timeout = answerLimit;
        options.TotalRequestTimeout.Timeout = (2 * answerLimit) + TimeSpan.FromSeconds(2);
        options.Retry.MaxRetryAttempts = 2;
        options.Retry.Delay = TimeSpan.FromMilliseconds(100);
        options.Retry.BackoffType = DelayBackoffType.Exponential;
        options.Retry.MaxDelay = TimeSpan.FromSeconds(2);
        options.CircuitBreaker.SamplingDuration = 2 * answerLimit;
        options.CircuitBreaker.MinimumThroughput = 6;
        options.CircuitBreaker.FailureRatio = 0.8;
        options.CircuitBreaker.BreakDuration = TimeSpan.FromSeconds(2);
    }
}

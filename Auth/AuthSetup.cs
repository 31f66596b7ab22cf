using StreamServer.Auth.Calls;
using StreamServer.Auth.Keys;
using StreamServer.Auth.Limits;
using StreamServer.Auth.Metrics;
using StreamServer.Auth.Plans;
using StreamServer.Auth.Settings;
using StreamServer.Auth.Store;
using StreamServer.Auth.SupabaseStore;
using StreamServer.Inference;
using StreamServer.Inference.Runtime.Settings;

namespace StreamServer.Auth;

internal static class AuthSetup
{
    /// <summary>Keys, limits and usage; where nobody's key is looked at, only what the endpoints ask for, and no file is made.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="settings">Gets every mistake.</param>
    /// <param name="isLoopback">Whether only this machine can reach the server.</param>
    public static void AddAuth(this IServiceCollection services, SettingsReader settings, bool isLoopback)
    {
        AuthOptions options = settings.Read<AuthOptions>();
        AuthMode mode = ModeOf(options, settings, isLoopback);
        services.AddSingleton(provider => new CallerDirectory(
            mode,
            provider.GetService<KeyDirectory>(),
            provider.GetService<IKeyStore>(),
            provider.GetService<KeyHasher>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(
            provider => new StoreCheck(provider.GetService<AuthDatabase>(), provider.GetService<QuotaExchange>()));
        services.AddSingleton(provider => new Metering(provider.GetService<UsageAccounting>(), provider.GetService<KeyWatch>()));
        if (mode == AuthMode.None)
        {
            services.AddSingleton(options);
            services.AddSingleton<AuthMetrics>();
            services.AddSingleton<CallLimits>();
        }
        else
        {
            services.AddKeys(settings, options);
        }
    }

    /// <summary>Store, keys and usage, for the server and for the commands.</summary>
    public static void AddKeys(this IServiceCollection services, SettingsReader settings, AuthOptions options)
    {
        Prices prices = PricesOf(options, settings);
        if (options.Pepper.Length is > 0 and < PepperFile.MinLength)
        {
            settings.Add($"AUTH_PEPPER has less than {PepperFile.MinLength} characters.");
            return;
        }

        try
        {
            KeyHasher hasher = new(PepperFile.Load(options));
            AuthDatabase database = AuthDatabase.Open(Path.Combine(options.DataDir, AuthDatabase.FileName));

            // By a factory: what the container makes it also disposes.
            services.AddSingleton(_ => database);
            services.AddSingleton(hasher);
        }
        catch (StreamException exception)
        {
            settings.Add(exception.Message);
            return;
        }

        services.AddSingleton(prices);
        services.AddSingleton<SqliteKeyStore>();
        services.AddSingleton(MakeLocalQuotas);
        services.AddSingleton<AuthMetrics>();
        services.AddSingleton<CallLimits>();
        services.AddSingleton<SentenceShelf>();
        services.AddSingleton(options);
        services.AddSingleton<UnknownKeyLimiter>();
        services.AddSingleton<KeyDirectory>();
        services.AddSingleton<KeyWatch>();
        services.AddSingleton<KeyOffice>();
        services.AddSingleton<UsageAccounting>();
        services.AddSingleton<UsageReports>();
        services.AddHostedService<AuthMaintenance>();
        if (options.Store == AuthStoreKind.Supabase)
        {
            services.AddSupabaseStore(settings, options);
        }
        else
        {
            AddLocalStore(services);
        }
    }

    private static LocalQuotaStore MakeLocalQuotas(IServiceProvider provider)
    {
        LocalQuotaStore quotas = new(provider.GetRequiredService<AuthDatabase>(), provider.GetRequiredService<TimeProvider>());
        provider.GetRequiredService<SqliteKeyStore>().CreditsGranted += quotas.GrantsChanged;
        return quotas;
    }

    private static void AddLocalStore(IServiceCollection services)
    {
        services.AddSingleton<IKeyStore>(provider => provider.GetRequiredService<SqliteKeyStore>());
        services.AddSingleton<IQuotaStore>(provider => provider.GetRequiredService<LocalQuotaStore>());
        services.AddSingleton(provider => new UsageLedger(provider.GetRequiredService<AuthDatabase>(), hasOutbox: false));
    }

    private static AuthMode ModeOf(AuthOptions options, SettingsReader settings, bool isLoopback)
    {
        if (options.Mode == AuthMode.None && !isLoopback && !options.AllowOpen)
        {
            settings.Add(
                "AUTH_MODE=none on an address that others can reach lets everybody in; AUTH_ALLOW_OPEN=yes says that this is meant.");
        }

        return options.Mode != AuthMode.Auto ? options.Mode : isLoopback ? AuthMode.None : AuthMode.Required;
    }

    private static Prices PricesOf(AuthOptions options, SettingsReader settings)
    {
        if (!PriceTable.TryParse(options.CharacterPrices, out PriceTable characters, out string mistake))
        {
            settings.Add($"PRICE_PER_1000_CHARACTERS: {mistake}.");
        }

        if (!PriceTable.TryParse(options.AudioPrices, out PriceTable audio, out mistake))
        {
            settings.Add($"PRICE_PER_AUDIO_MINUTE: {mistake}.");
        }

        return new Prices(characters, audio);
    }
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StreamServer.Auth;
using StreamServer.Auth.Calls;
using StreamServer.Auth.Keys;
using StreamServer.Auth.Limits;
using StreamServer.Auth.Store;
using StreamServer.Auth.SupabaseStore;
using StreamServer.Auth.Usage;
using StreamServer.Inference.Runtime.Settings;
using StreamServer.Supabase;

namespace StreamServer.Tests.Auth.SupabaseStore;

/// <summary>Keys, quotas and usage of one server as its own settings make them, without the speech.</summary>
internal sealed class Replica : IAsyncDisposable
{
    public const string Pepper = "a pepper that every replica has";

    private readonly IHost _host;
    private readonly LogLines _log;

    private Replica(IHost host, LogLines log)
    {
        _host = host;
        _log = log;
    }

    public KeyOffice Office => _host.Services.GetRequiredService<KeyOffice>();

    public KeyDirectory Directory => _host.Services.GetRequiredService<KeyDirectory>();

    public IKeyStore Keys => _host.Services.GetRequiredService<IKeyStore>();

    public IQuotaStore Quotas => _host.Services.GetRequiredService<IQuotaStore>();

    public LeasedAccounts Accounts => _host.Services.GetRequiredService<LeasedAccounts>();

    public UsageLedger Ledger => _host.Services.GetRequiredService<UsageLedger>();

    public IUsageShipper Shipper => _host.Services.GetRequiredService<IUsageShipper>();

    public IReadOnlyCollection<string> Log => _log.Lines;

    /// <param name="server">Supabase.</param>
    /// <param name="folder">DATA_DIR.</param>
    /// <param name="key">SUPABASE_KEY; the project's secret key when null.</param>
    /// <param name="patience">SUPABASE_TIMEOUT_SECONDS; unless an outage is what is tried, longer than a busy machine stands still.</param>
    public static async Task<Replica> StartAsync(PostgrestServer server, string folder, string? key = null, int patience = 60)
    {
        Written.Secret(Pepper);
        IConfiguration values = new ConfigurationBuilder().AddInMemoryCollection(Settings(server, folder, key, patience)).Build();
        SettingsReader settings = new(values);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        LogLines log = new();
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace);
        builder.Services.AddSingleton<TimeProvider>(TestTime.Shared);
        builder.Services.AddMetrics();
        builder.Services.AddAuth(settings, isLoopback: false);
        Assert.Empty(settings.Mistakes);
        IHost host = builder.Build();
        await host.StartAsync();
        return new Replica(host, log);
    }

    /// <inheritdoc cref="StartAsync"/>
    public static Dictionary<string, string?> Settings(
        PostgrestServer server, string folder, string? key = null, int patience = 60) => new()
        {
            ["AUTH_MODE"] = "required",
            ["AUTH_STORE"] = "supabase",
            ["AUTH_PEPPER"] = Pepper,
            ["DATA_DIR"] = folder,
            ["SUPABASE_URL"] = server.Url.ToString(),
            ["SUPABASE_KEY"] = key ?? server.Keys.Secret,
            ["SUPABASE_TIMEOUT_SECONDS"] = $"{patience}",
            ["USAGE_STORE_TEXT"] = "full",
        };

    /// <summary>Makes a key and returns its text.</summary>
    public async Task<(ApiKey Key, string Text)> CreateKeyAsync(string plan = "free")
    {
        KeyWish wish = new("a name", "an owner", plan, KeyScopes.Stt | KeyScopes.Tts, null);
        IssuedKey issued = await Office.CreateAsync(wish, default);
        Written.Secret(issued.Text);
        return (issued.Key, issued.Text);
    }

    public async Task<QuotaAccount> AccountAsync(string text)
    {
        ValidKey valid = await Directory.CheckAsync(text, "127.0.0.1", default);
        return new QuotaAccount(valid.Known.Key.Id, valid.Known.Plan);
    }

    public async Task<bool> TakeAsync(QuotaAccount account, long characters) => (await Quotas.TakeAsync(
        account,
        [new(QuotaMeter.CharactersDay, characters), new(QuotaMeter.CharactersMonth, characters)],
        default)).IsTaken;

    /// <summary>Writes a record as a speech request does.</summary>
    public async Task<Guid> WriteAsync(QuotaAccount account, long characters, string text = "a text", string voice = "a voice")
    {
        UsageRecord record = new()
        {
            Id = Guid.CreateVersion7(),
            Subject = account.Subject,
            KeyId = account.Subject,
            PlanId = account.Plan.Id,
            Kind = UsageKind.Tts,
            Characters = characters,
            Model = "tiny-spark-tts",
            Voice = voice,
            Outcome = UsageOutcome.Ok,
            RequestId = "r-1",
            Time = TestTime.Shared.GetUtcNow(),
        };
        await _host.Services.GetRequiredService<UsageAccounting>().WriteAsync(record, text);
        return record.Id;
    }

    /// <summary>Ends without a word to anybody, as far as a test can do that to a part of itself.</summary>
    public async Task AbandonAsync() => await _host.Services.GetRequiredService<AuthDatabase>().DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        Written.Keep("replica.log", string.Join('\n', _log.Lines));
        if (_host is IAsyncDisposable host)
        {
            await host.DisposeAsync();
        }
    }

    private sealed class LogLines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}

using System.Text;
using Microsoft.Extensions.Time.Testing;
using StreamServer.Auth.Calls;
using StreamServer.Auth.Keys;
using StreamServer.Auth.Limits;
using StreamServer.Auth.Metrics;
using StreamServer.Auth.Plans;
using StreamServer.Auth.Settings;
using StreamServer.Auth.Store;
using StreamServer.Tests.Models.Conversion;

namespace StreamServer.Tests.Auth.Store;

/// <summary>A database in a folder of its own, with everything that stands on it and a clock that stands still.</summary>
internal sealed class TestStore : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _prices;

    public TestStore(StoredText text = StoredText.Off, string prices = "1")
    {
        Options.StoreText = text;
        _prices = prices;
        Open();
    }

    /// <summary>Noon, so that a few hours change no day.</summary>
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero));

    public AuthOptions Options { get; } = new();

    public KeyHasher Hasher { get; } = new(Encoding.UTF8.GetBytes("a pepper for tests"));

    public AuthMetrics Metrics { get; } = new(new TestMeters());

    public string Path => _folder.File(AuthDatabase.FileName);

    public AuthDatabase Database { get; private set; } = null!;

    public SqliteKeyStore Keys { get; private set; } = null!;

    public LocalQuotaStore Quotas { get; private set; } = null!;

    public UsageLedger Ledger { get; private set; } = null!;

    public UsageAccounting Accounting { get; private set; } = null!;

    /// <summary>As after a restart: nothing is left in memory.</summary>
    public async Task ReopenAsync(bool hasOutbox = false)
    {
        await Database.DisposeAsync();
        Open(hasOutbox);
    }

    /// <summary>A new key of a plan.</summary>
    public async Task<(CallerIdentity Caller, string Text)> KeyAsync(Plan plan, KeyScopes scopes = KeyScopes.Stt | KeyScopes.Tts)
    {
        await Keys.SavePlanAsync(plan, CancellationToken.None);
        IssuedKey issued = await new KeyOffice(Keys, Hasher, Time).CreateAsync(
            new KeyWish("test", "somebody", plan.Id, scopes, null), CancellationToken.None);
        Written.Secret(issued.Text);
        KeyHash hash = Hasher.Hash(issued.Text);
        return (CallerIdentity.Of(new ValidKey(new KnownKey(issued.Key, plan, null), hash)), issued.Text);
    }

    public async Task<long> UsedAsync(QuotaAccount account, QuotaMeter meter) =>
        (await Quotas.BalancesAsync(account, CancellationToken.None)).Single(balance => balance.Meter == meter).Used;

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        Written.KeepFolder("store", System.IO.Path.GetDirectoryName(Path)!);
        _folder.Dispose();
    }

    private void Open(bool hasOutbox = false)
    {
        Assert.True(PriceTable.TryParse(_prices, out PriceTable table, out _));
        Database = AuthDatabase.Open(Path);
        Keys = new SqliteKeyStore(Database);
        Quotas = new LocalQuotaStore(Database, Time);
        Ledger = new UsageLedger(Database, hasOutbox);
        Accounting = new UsageAccounting(Quotas, Ledger, new Prices(table, table), Hasher, Options, Metrics, Time);
    }
}

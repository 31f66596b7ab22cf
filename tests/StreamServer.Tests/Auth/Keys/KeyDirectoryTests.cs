using Microsoft.Extensions.Logging.Abstractions;
using StreamServer.Auth.Calls;
using StreamServer.Auth.Keys;
using StreamServer.Auth.Plans;
using StreamServer.Inference;
using StreamServer.Tests.Auth.Store;

namespace StreamServer.Tests.Auth.Keys;

public sealed class KeyDirectoryTests
{
    private const string Here = "203.0.113.7";

    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_known_key_is_asked_for_once_in_45_seconds_and_then_in_the_background()
    {
        await using TestStore store = new();
        (_, string text) = await store.KeyAsync(new Plan { Id = "p" });
        CountingKeyStore counting = new(store.Keys);
        KeyDirectory directory = DirectoryOf(store, counting);
        for (int second = 0; second < 44; second++)
        {
            Assert.Equal("p", (await directory.CheckAsync(text, Here, None)).Known.Plan.Id);
            store.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(1, counting.Finds);
        store.Time.Advance(TimeSpan.FromSeconds(2));
        ValueTask<ValidKey> due = directory.CheckAsync(text, Here, None);
        Assert.True(due.IsCompletedSuccessfully);
        await due;
        await counting.FoundAsync(2);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_at_the_latest_after_a_minute_and_at_once_when_this_server_revokes_it()
    {
        await using TestStore store = new();
        (CallerIdentity caller, string text) = await store.KeyAsync(new Plan { Id = "p" });
        KeyDirectory directory = DirectoryOf(store, store.Keys);
        await directory.CheckAsync(text, Here, None);
        await store.Keys.RevokeAsync(caller.Key!.Id, store.Time.GetUtcNow(), None);
        store.Time.Advance(TimeSpan.FromSeconds(61));
        StreamException refused = await Assert.ThrowsAsync<StreamException>(async () => await directory.CheckAsync(text, Here, None));
        Assert.Equal((StreamError.ClientUnauthorized, "The key was revoked."), (refused.Error, refused.Message));

        (CallerIdentity second, string other) = await store.KeyAsync(new Plan { Id = "p" });
        await directory.CheckAsync(other, Here, None);
        await new KeyOffice(store.Keys, store.Hasher, store.Time, directory).RevokeAsync(second.Key!.Id, None);
        await Assert.ThrowsAsync<StreamException>(async () => await directory.CheckAsync(other, Here, None));
    }

    [Fact]
    public async Task An_expired_key_is_refused_from_memory_too()
    {
        await using TestStore store = new();
        KeyOffice office = new(store.Keys, store.Hasher, store.Time);
        IssuedKey issued = await office.CreateAsync(
            new KeyWish("n", "o", "free", KeyScopes.Stt, store.Time.GetUtcNow().AddSeconds(10)), None);
        KeyDirectory directory = DirectoryOf(store, store.Keys);
        await directory.CheckAsync(issued.Text, Here, None);
        store.Time.Advance(TimeSpan.FromSeconds(10));
        StreamException refused = await Assert.ThrowsAsync<StreamException>(
            async () => await directory.CheckAsync(issued.Text, Here, None));
        Assert.Equal("The key has expired.", refused.Message);
    }

    [Fact]
    public async Task An_unknown_key_is_asked_for_once_in_five_seconds_and_a_malformed_one_never()
    {
        await using TestStore store = new();
        CountingKeyStore counting = new(store.Keys);
        KeyDirectory directory = DirectoryOf(store, counting);
        string unknown = KeyText.Create("abcdefgh");
        for (int second = 0; second < 5; second++)
        {
            await RefusedAsync(directory, unknown);
            await RefusedAsync(directory, "not a key");
            await RefusedAsync(directory, new string('x', 100_000));
            store.Time.Advance(TimeSpan.FromSeconds(0.9));
        }

        Assert.Equal(1, counting.Finds);
        store.Time.Advance(TimeSpan.FromSeconds(1));
        await RefusedAsync(directory, unknown);
        Assert.Equal(2, counting.Finds);
    }

    [Fact]
    public async Task A_key_that_is_made_after_it_was_refused_works_within_seconds()
    {
        await using TestStore store = new();
        KeyDirectory directory = DirectoryOf(store, store.Keys);
        string text = KeyText.Create("abcdefgh");
        await RefusedAsync(directory, text);
        ApiKey key = new()
        {
            Id = "abcdefgh",
            Name = "n",
            Owner = "o",
            PlanId = "free",
            Scopes = KeyScopes.Stt,
            Created = store.Time.GetUtcNow(),
        };
        await store.Keys.CreateAsync(new NewKey(key, store.Hasher.Hash(text)), None);
        store.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(key, (await directory.CheckAsync(text, Here, None)).Known.Key);
    }

    [Fact]
    public async Task A_flood_of_wrong_keys_asks_the_store_seldom_and_hurts_neither_known_keys_nor_other_addresses()
    {
        await using TestStore store = new();
        (_, string known) = await store.KeyAsync(new Plan { Id = "p" });
        (_, string elsewhere) = await store.KeyAsync(new Plan { Id = "p" });
        CountingKeyStore counting = new(store.Keys);
        KeyDirectory directory = DirectoryOf(store, counting);
        await directory.CheckAsync(known, Here, None);
        int limited = 0;
        for (int number = 0; number < 3_000; number++)
        {
            StreamException refused = await Assert.ThrowsAsync<StreamException>(
                async () => await directory.CheckAsync(KeyText.Create(KeyText.NewId()), Here, None));
            limited += refused.Error == StreamError.ClientLimit ? 1 : 0;
        }

        // A hundred at once, and ten for each second that the loop took.
        Assert.InRange(counting.Finds, 100, 600);
        Assert.Equal(3_001, counting.Finds + limited);
        await directory.CheckAsync(known, Here, None);
        await directory.CheckAsync(elsewhere, "203.0.113.8", None);
    }

    [Fact]
    public async Task A_crowd_of_addresses_shares_one_allowance()
    {
        await using TestStore store = new();
        CountingKeyStore counting = new(store.Keys);
        KeyDirectory directory = DirectoryOf(store, counting);
        for (int address = 0; address < 10_000; address++)
        {
            await RefusedAsync(directory, "not a key", $"address {address}");
        }

        int limited = 0;
        for (int address = 10_000; address < 12_000; address++)
        {
            StreamException refused = await Assert.ThrowsAsync<StreamException>(
                async () => await directory.CheckAsync("not a key", $"address {address}", None));
            limited += refused.Error == StreamError.ClientLimit ? 1 : 0;
        }

        Assert.InRange(limited, 1_000, 1_900);
    }

    [Fact]
    public async Task While_the_store_is_gone_known_keys_work_without_waiting_and_unknown_ones_get_503()
    {
        await using TestStore store = new();
        (_, string text) = await store.KeyAsync(new Plan { Id = "p" });
        (_, string never) = await store.KeyAsync(new Plan { Id = "p" });
        CountingKeyStore counting = new(store.Keys);
        KeyDirectory directory = DirectoryOf(store, counting);
        await directory.CheckAsync(text, Here, None);
        counting.IsGone = true;
        for (int minute = 0; minute < 10; minute++)
        {
            store.Time.Advance(TimeSpan.FromMinutes(1));
            await directory.CheckAsync(text, Here, None).AsTask().WaitAsync(Limit);
        }

        StreamException refused = await Assert.ThrowsAsync<StreamException>(async () => await directory.CheckAsync(never, Here, None));
        Assert.Equal(StreamError.StoreUnavailable, refused.Error);
        counting.IsGone = false;
        await directory.CheckAsync(never, Here, None);
    }

    [Fact]
    public async Task Many_who_ask_for_the_same_key_at_once_cost_one_look_up()
    {
        await using TestStore store = new();
        (_, string text) = await store.KeyAsync(new Plan { Id = "p" });
        CountingKeyStore counting = new(store.Keys) { Gate = new TaskCompletionSource() };
        KeyDirectory directory = DirectoryOf(store, counting);
        Task<ValidKey>[] checks = [.. Enumerable.Range(0, 50).Select(_ => directory.CheckAsync(text, Here, None).AsTask())];
        counting.Gate.SetResult();
        await Task.WhenAll(checks).WaitAsync(Limit);
        Assert.Equal(1, counting.Finds);
    }

    [Fact]
    public async Task The_last_use_is_written_in_one_batch_and_only_when_there_was_one()
    {
        await using TestStore store = new();
        (CallerIdentity caller, string text) = await store.KeyAsync(new Plan { Id = "p" });
        KeyDirectory directory = DirectoryOf(store, store.Keys);
        await directory.CheckAsync(text, Here, None);
        DateTimeOffset used = store.Time.GetUtcNow();
        store.Time.Advance(TimeSpan.FromSeconds(30));
        await directory.TouchAsync(None);
        await directory.TouchAsync(None);
        Assert.Equal(used, (await store.Keys.GetAsync(caller.Key!.Id, None))!.LastUsed);
    }

    [Fact]
    public async Task A_stream_ends_once_when_its_key_is_revoked_and_not_when_the_store_is_gone()
    {
        await using TestStore store = new();
        (CallerIdentity caller, string text) = await store.KeyAsync(new Plan { Id = "p" });
        CountingKeyStore counting = new(store.Keys);
        KeyDirectory directory = DirectoryOf(store, counting);
        await directory.CheckAsync(text, Here, None);
        KeyWatch watch = new(directory);
        List<StreamError> ends = [];
        using IDisposable watching = watch.Watch(caller.Hash, cause => ends.Add(cause.Error));

        counting.IsGone = true;
        store.Time.Advance(TimeSpan.FromMinutes(2));
        await watch.CheckAsync(None).WaitAsync(Limit);
        Assert.Empty(ends);

        counting.IsGone = false;
        await store.Keys.RevokeAsync(caller.Key!.Id, store.Time.GetUtcNow(), None);
        store.Time.Advance(TimeSpan.FromMinutes(2));
        await watch.CheckAsync(None).WaitAsync(Limit);
        await watch.CheckAsync(None).WaitAsync(Limit);
        Assert.Equal([StreamError.ClientKeyEnded], ends);
    }

    private static async Task RefusedAsync(KeyDirectory directory, string text, string address = Here)
    {
        StreamException refused = await Assert.ThrowsAsync<StreamException>(async () => await directory.CheckAsync(text, address, None));
        Assert.Equal(StreamError.ClientUnauthorized, refused.Error);
        Assert.DoesNotContain(text, refused.ToString(), StringComparison.Ordinal);
    }

    private static KeyDirectory DirectoryOf(TestStore store, IKeyStore keys) => new(
        keys, store.Hasher, new UnknownKeyLimiter(store.Time), store.Metrics, store.Time, NullLogger<KeyDirectory>.Instance);
}

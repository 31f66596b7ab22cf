using StreamServer.Auth.Keys;
using StreamServer.Auth.Limits;
using StreamServer.Auth.Plans;
using StreamServer.Inference;

namespace StreamServer.Tests.Auth.Store;

public sealed class SqliteKeyStoreTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_key_is_found_by_its_hash_alone_and_its_text_is_nowhere_in_the_file()
    {
        await using TestStore store = new();
        KeyOffice office = new(store.Keys, store.Hasher, store.Time);
        DateTimeOffset expires = store.Time.GetUtcNow().AddDays(1);
        IssuedKey issued = await office.CreateAsync(new KeyWish("bot", "ada", "free", KeyScopes.Stt, expires), None);

        KnownKey found = (await store.Keys.FindAsync(store.Hasher.Hash(issued.Text), None))!;
        Assert.Equal(issued.Key, found.Key);
        Assert.Equal(("free", expires, 60), (found.Plan.Id, found.ValidUntil, found.Plan.RequestsPerMinute));
        Assert.Null(await store.Keys.FindAsync(store.Hasher.Hash(KeyText.Create(issued.Key.Id)), None));

        await store.ReopenAsync();
        string secret = issued.Text[^43..];
        foreach (string file in Directory.GetFiles(Path.GetDirectoryName(store.Path)!))
        {
            Assert.DoesNotContain(secret, await File.ReadAllTextAsync(file, System.Text.Encoding.Latin1), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_rotated_key_keeps_its_id_and_its_old_secret_until_the_grace_is_over()
    {
        await using TestStore store = new();
        KeyOffice office = new(store.Keys, store.Hasher, store.Time);
        IssuedKey first = await office.CreateAsync(new KeyWish("bot", "ada", "free", KeyScopes.Stt, null), None);
        IssuedKey second = await office.RotateAsync(first.Key.Id, TimeSpan.FromHours(1), None);

        Assert.Equal(first.Key.Id, second.Key.Id);
        Assert.NotEqual(first.Text, second.Text);
        KnownKey old = (await store.Keys.FindAsync(store.Hasher.Hash(first.Text), None))!;
        KnownKey current = (await store.Keys.FindAsync(store.Hasher.Hash(second.Text), None))!;
        DateTimeOffset now = store.Time.GetUtcNow();
        Assert.Equal((KeyState.Valid, KeyState.Valid), (old.StateAt(now.AddMinutes(59)), current.StateAt(now.AddMinutes(59))));
        Assert.Equal((KeyState.Expired, KeyState.Valid), (old.StateAt(now.AddHours(1)), current.StateAt(now.AddHours(1))));
    }

    [Fact]
    public async Task A_revoked_key_is_known_as_revoked_and_cannot_be_rotated()
    {
        await using TestStore store = new();
        KeyOffice office = new(store.Keys, store.Hasher, store.Time);
        IssuedKey issued = await office.CreateAsync(new KeyWish("bot", "ada", "free", KeyScopes.Stt, null), None);
        Assert.True(await store.Keys.AnyAsync(None));
        ApiKey revoked = await office.RevokeAsync(issued.Key.Id, None);
        store.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(revoked, await office.RevokeAsync(issued.Key.Id, None));
        Assert.Equal(KeyState.Revoked, (await store.Keys.FindAsync(store.Hasher.Hash(issued.Text), None))!.StateAt(store.Time.GetUtcNow()));
        StreamException refused = await Assert.ThrowsAsync<StreamException>(() => office.RotateAsync(issued.Key.Id, TimeSpan.Zero, None));
        Assert.Equal(StreamError.NotFound, refused.Error);
        Assert.False(await store.Keys.AnyAsync(None));
    }

    [Theory]
    [InlineData("", "ada", "free", "stt", "name")]
    [InlineData("bot", "a\nb", "free", "stt", "owner")]
    [InlineData("bot", "ada", "no-such-plan", "stt", "plan")]
    [InlineData("bot", "ada", "free", "", "scopes")]
    public async Task A_wish_that_cannot_be_met_names_the_member(string name, string owner, string plan, string scope, string member)
    {
        await using TestStore store = new();
        KeyScopes scopes = scope.Length == 0 ? KeyScopes.None : KeyScopes.Stt;
        StreamException refused = await Assert.ThrowsAsync<StreamException>(() =>
            new KeyOffice(store.Keys, store.Hasher, store.Time).CreateAsync(new KeyWish(name, owner, plan, scopes, null), None));
        Assert.Equal(member, refused.Member);
    }

    [Fact]
    public async Task Pages_list_every_key_once_the_newest_first()
    {
        await using TestStore store = new();
        KeyOffice office = new(store.Keys, store.Hasher, store.Time);
        List<string> made = [];
        for (int number = 0; number < 25; number++)
        {
            made.Insert(0, (await office.CreateAsync(new KeyWish($"{number}", "ada", "free", KeyScopes.Stt, null), None)).Key.Id);
            store.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        List<string> listed = [];
        while (await store.Keys.ListAsync(listed.LastOrDefault(), 10, None) is { Count: > 0 } page)
        {
            listed.AddRange(page.Select(key => key.Id));
        }

        Assert.Equal(made, listed);
    }

    [Fact]
    public async Task A_new_key_has_the_credits_of_its_plan_and_an_entry_of_credits_counts_once()
    {
        await using TestStore store = new();
        (var caller, _) = await store.KeyAsync(new Plan { Id = "paid", Credits = 10 });
        KeyOffice office = new(store.Keys, store.Hasher, store.Time);
        Guid entry = Guid.NewGuid();
        await office.GrantAsync(caller.Key!.Id, entry, 2.5m, "gift", None);
        await office.GrantAsync(caller.Key.Id, entry, 2.5m, "gift", None);
        await office.GrantAsync(caller.Key.Id, Guid.NewGuid(), -0.5m, "correction", None);

        Assert.Equal(
            12 * QuotaMeters.MicroCredits, (await store.Quotas.BalancesAsync(caller.Account, None))[(int)QuotaMeter.Credits].Limit);
    }

    [Fact]
    public async Task The_last_use_moves_forward_only()
    {
        await using TestStore store = new();
        (var caller, _) = await store.KeyAsync(new Plan { Id = "p" });
        DateTimeOffset now = store.Time.GetUtcNow();
        await store.Keys.TouchAsync(new Dictionary<string, DateTimeOffset> { [caller.Key!.Id] = now }, None);
        await store.Keys.TouchAsync(new Dictionary<string, DateTimeOffset> { [caller.Key.Id] = now.AddMinutes(-5) }, None);
        Assert.Equal(now, (await store.Keys.GetAsync(caller.Key.Id, None))!.LastUsed);
    }

    [Fact]
    public async Task What_a_shared_store_said_is_remembered_with_both_secrets_of_a_rotated_key()
    {
        await using TestStore store = new();
        ApiKey key = new()
        {
            Id = "abcdEFGH",
            Name = "n",
            Owner = "o",
            PlanId = "elsewhere",
            Scopes = KeyScopes.Tts,
            Created = store.Time.GetUtcNow(),
        };
        Plan plan = new() { Id = "elsewhere", ConcurrentTts = 3 };
        KeyHash old = store.Hasher.Hash("old");
        KeyHash current = store.Hasher.Hash("current");
        DateTimeOffset until = store.Time.GetUtcNow().AddHours(1);

        await store.Keys.RememberAsync(old, new KnownKey(key, plan, null));
        await store.Keys.RememberAsync(current, new KnownKey(key, plan, null));
        await store.Keys.RememberAsync(old, new KnownKey(key, plan, until));
        await store.ReopenAsync();

        Assert.Equal((plan, until), ((await store.Keys.FindAsync(old, None))!.Plan, (await store.Keys.FindAsync(old, None))!.ValidUntil));
        Assert.Null((await store.Keys.FindAsync(current, None))!.ValidUntil);
        await store.Keys.ForgetAsync(current);
        Assert.Equal(KeyState.Revoked, (await store.Keys.FindAsync(current, None))!.StateAt(store.Time.GetUtcNow()));
    }
}

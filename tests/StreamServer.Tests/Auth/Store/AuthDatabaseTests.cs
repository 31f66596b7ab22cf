using Microsoft.Data.Sqlite;
using StreamServer.Auth.Store;
using StreamServer.Inference;
using StreamServer.Tests.Models.Conversion;

namespace StreamServer.Tests.Auth.Store;

public sealed class AuthDatabaseTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_new_file_has_the_newest_tables_and_the_shipped_plans_and_only_its_owner_may_read_it()
    {
        await using TestStore store = new();
        Assert.Equal(DatabaseMigrations.Newest, store.Database.Read(connection => connection.Scalar<long>("pragma user_version")));
        Assert.Equal("wal", store.Database.Read(connection => connection.Scalar<string>("pragma journal_mode")));
        Assert.Equal(["admin", "anonymous", "free", "pro"], (await store.Keys.PlansAsync(CancellationToken.None)).Select(plan => plan.Id));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(store.Path));
        }
    }

    [Fact]
    public async Task Opening_again_keeps_what_was_changed()
    {
        await using TestStore store = new();
        await store.Keys.SavePlanAsync(new() { Id = "free", RequestsPerMinute = 7 }, CancellationToken.None);
        await store.ReopenAsync();
        Assert.Equal(7, (await store.Keys.PlansAsync(CancellationToken.None)).Single(plan => plan.Id == "free").RequestsPerMinute);
    }

    [Fact]
    public async Task A_job_that_fails_undoes_itself_and_no_other_of_its_group()
    {
        await using TestStore store = new();

        // The first holds the writer until all others wait, so that they make one group.
        using ManualResetEventSlim gate = new();
        Task<bool> first = store.Database.WriteAsync(_ => gate.Wait(Limit));
        Task<int> good = store.Database.WriteAsync(connection => connection.Execute("insert into plans (id) values ('good')"));
        Task<bool> bad = store.Database.WriteAsync<bool>(connection =>
        {
            connection.Execute("insert into plans (id) values ('bad')");
            throw new StreamException(StreamError.ClientConflict, "no");
        });
        Task<int> broken = store.Database.WriteAsync(connection => connection.Execute("insert into nowhere values (1)"));
        gate.Set();

        Assert.True(await first.WaitAsync(Limit));
        Assert.Equal(1, await good.WaitAsync(Limit));
        Assert.Equal(StreamError.ClientConflict, (await Assert.ThrowsAsync<StreamException>(() => bad.WaitAsync(Limit))).Error);
        Assert.Equal(StreamError.StoreUnavailable, (await Assert.ThrowsAsync<StreamException>(() => broken.WaitAsync(Limit))).Error);
        Assert.Equal(
            1, store.Database.Read(connection => connection.Scalar<long>("select count(*) from plans where id in ('good', 'bad')")));
    }

    [Fact]
    public async Task Many_writers_at_once_lose_nothing()
    {
        await using TestStore store = new();
        Task[] writes = [.. Enumerable.Range(0, 2000).Select(number => Task.Run(() =>
            store.Database.WriteAsync(
                connection => connection.Execute("insert into plans (id) values ($id)", ("$id", $"plan-{number}")))))];
        await Task.WhenAll(writes).WaitAsync(Limit);
        Assert.Equal(2000, store.Database.Read(connection => connection.Scalar<long>("select count(*) from plans where id like 'plan-%'")));
    }

    [Fact]
    public async Task Two_processes_that_start_at_once_both_find_whole_tables()
    {
        using TemporaryFolder folder = new();
        string path = folder.File(AuthDatabase.FileName);
        AuthDatabase[] both = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => AuthDatabase.Open(path)))).WaitAsync(
            Limit);
        foreach (AuthDatabase database in both)
        {
            Assert.Equal(4, database.Read(connection => connection.Scalar<long>("select count(*) from plans")));
            await database.DisposeAsync();
        }
    }

    [Fact]
    public async Task What_another_process_writes_is_noticed_and_what_this_one_writes_is_not()
    {
        await using TestStore store = new();
        long before = await store.Database.ForeignVersionAsync().WaitAsync(Limit);
        await store.Keys.SavePlanAsync(new() { Id = "mine" }, CancellationToken.None).WaitAsync(Limit);
        Assert.Equal(before, await store.Database.ForeignVersionAsync().WaitAsync(Limit));

        await using (AuthDatabase other = AuthDatabase.Open(store.Path))
        {
            await new SqliteKeyStore(other).SavePlanAsync(new() { Id = "theirs" }, CancellationToken.None).WaitAsync(Limit);
        }

        Assert.NotEqual(before, await store.Database.ForeignVersionAsync().WaitAsync(Limit));
    }

    [Fact]
    public void A_file_of_another_program_or_of_a_later_version_is_refused_and_left_alone()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(
            folder.File("text"), "These are notes, not a database, and they are long enough to be taken for a header of one.");
        Assert.Equal(StreamError.StoreUnavailable, Assert.Throws<StreamException>(() => AuthDatabase.Open(folder.File("text"))).Error);

        Make("foreign", "create table notes (id integer); pragma user_version = 1");
        StreamException foreign = Assert.Throws<StreamException>(() => AuthDatabase.Open(folder.File("foreign")));
        Assert.Contains("not made by this server", foreign.Message, StringComparison.Ordinal);

        Make("later", $"pragma application_id = {0x53504B41}; pragma user_version = 999");
        Assert.Contains(
            "999", Assert.Throws<StreamException>(() => AuthDatabase.Open(folder.File("later"))).Message, StringComparison.Ordinal);

        void Make(string name, string sql)
        {
            using SqliteConnection connection = new(
                new SqliteConnectionStringBuilder { DataSource = folder.File(name), Pooling = false }.ToString());
            connection.Open();
            connection.Execute(sql);
        }
    }
}

using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using StreamServer.Inference;

namespace StreamServer.Auth.Store;

/// <summary>
/// The SQLite file of keys, plans, counters, usage and sentences. One thread writes: it takes whatever waits, runs it in one
/// transaction and syncs the file once (group commit), so no caller holds a lock of the file and none pays for its own sync.
/// Readers have connections of their own and never wait for the writer (WAL).
/// </summary>
internal sealed class AuthDatabase : IAsyncDisposable
{
    public const string FileName = "streamserver.db";

    /// <summary>Most jobs of one transaction: bounds how long the first of them waits for the last.</summary>
    private const int MaxGroup = 512;

    private readonly string _connectionString;
    private readonly SqliteConnection _writer;
    private readonly Thread _thread;
    private readonly Channel<IDatabaseWrite> _writes = Channel.CreateUnbounded<IDatabaseWrite>(
        new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentBag<SqliteConnection> _readers = [];
    private int _isDisposed;

    private AuthDatabase(string path)
    {
        Path = path;
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            ForeignKeys = true,
            DefaultTimeout = 10,
        }.ToString();
        _writer = Connect();
        _thread = new Thread(WriteLoop) { Name = "auth-database", IsBackground = true };
    }

    public string Path { get; }

    /// <summary>Opens or makes the file, readable by its owner alone, and brings its tables up to date.</summary>
    /// <exception cref="StreamException">Not a database of ours, of a later version, or not writable; the detail says which.</exception>
    public static AuthDatabase Open(string path)
    {
        AuthDatabase? database = null;
        try
        {
            PrivateFiles.CreateFolder(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
            PrivateFiles.CreateFile(path);
            database = new AuthDatabase(path);

            // FULL: a commit is on the disk when it returns, also after a power cut; the writer's thread alone waits for it.
            database._writer.Execute("pragma journal_mode = wal; pragma synchronous = full;");
            DatabaseMigrations.Run(database._writer);
            database._thread.Start();
            return database;
        }
        catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException)
        {
            database?._writer.Dispose();
            throw new StreamException(
                StreamError.StoreUnavailable,
                $"The database '{System.IO.Path.GetFileName(path)}' in DATA_DIR cannot be used: {exception.Message}",
                inner: exception);
        }
    }

    /// <summary>Runs on the calling thread with a reader's connection.</summary>
    /// <exception cref="StreamException"><see cref="StreamError.StoreUnavailable"/>.</exception>
    public T Read<T>(Func<SqliteConnection, T> work)
    {
        SqliteConnection? connection = null;
        try
        {
            if (!_readers.TryTake(out connection))
            {
                connection = Connect();
                connection.Execute("pragma query_only = 1");
            }

            T result = work(connection);
            _readers.Add(connection);
            return result;
        }
        catch (SqliteException exception)
        {
            connection?.Dispose();
            throw Unavailable(exception);
        }
    }

    /// <summary>
    /// Runs on the writer's thread in a transaction; completes when it is on the disk. A job that throws undoes itself alone.
    /// </summary>
    /// <exception cref="StreamException"><see cref="StreamError.StoreUnavailable"/>.</exception>
    public Task<T> WriteAsync<T>(Func<SqliteConnection, T> work)
    {
        DatabaseWrite<T> write = new(work);
        if (!_writes.Writer.TryWrite(write))
        {
            throw new StreamException(StreamError.StoreUnavailable, "The database is closed.");
        }

        return write.Done;
    }

    /// <summary>A number that changes when another process writes, such as the command line beside a running server.</summary>
    public Task<long> ForeignVersionAsync() => WriteAsync(connection => connection.Scalar<long>("pragma data_version"));

    /// <summary>Waits until what was written is on the disk.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        _writes.Writer.TryComplete();
        await Task.Run(_thread.Join);
        while (_readers.TryTake(out SqliteConnection? reader))
        {
            await reader.DisposeAsync();
        }

        await _writer.DisposeAsync();
    }

    private static StreamException Unavailable(SqliteException exception) =>
        new(StreamError.StoreUnavailable, "The database of keys and usage failed; the log has the cause.", inner: exception);

    private SqliteConnection Connect()
    {
        SqliteConnection connection = new(_connectionString);
        connection.Open();
        return connection;
    }

    private void WriteLoop()
    {
        List<IDatabaseWrite> group = [];
        while (_writes.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (group.Count < MaxGroup && _writes.Reader.TryRead(out IDatabaseWrite? write))
            {
                group.Add(write);
            }

            Commit(group);
            group.Clear();
        }
    }

    private void Commit(List<IDatabaseWrite> group)
    {
        try
        {
            _writer.Execute("begin immediate");
            foreach (IDatabaseWrite write in group)
            {
                _writer.Execute("savepoint job");
                if (!write.TryRun(_writer))
                {
                    _writer.Execute("rollback to job");
                }

                _writer.Execute("release job");
            }

            _writer.Execute("commit");
        }
        catch (Exception exception)
        {
            RollBack();
            Exception cause = exception is SqliteException failed ? Unavailable(failed) : exception;
            group.ForEach(write => write.Fail(cause));
            return;
        }

        group.ForEach(write => write.Complete());
    }

    private void RollBack()
    {
        try
        {
            _writer.Execute("rollback");
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself: there is no transaction left.
        }
    }
}

using Microsoft.Data.Sqlite;
using StreamServer.Inference;

namespace StreamServer.Auth.Store;

/// <summary>A job with its answer, which is given out after the commit only.</summary>
internal sealed class DatabaseWrite<T>(Func<SqliteConnection, T> work) : IDatabaseWrite
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;
    private Exception? _failure;

    public Task<T> Done => _done.Task;

    public bool TryRun(SqliteConnection connection)
    {
        try
        {
            _result = work(connection);
            return true;
        }
        catch (SqliteException exception)
        {
            _failure = new StreamException(
                StreamError.StoreUnavailable, "The database of keys and usage failed; the log has the cause.", inner: exception);
            return false;
        }
        catch (Exception exception)
        {
            _failure = exception;
            return false;
        }
    }

    public void Complete()
    {
        if (_failure is { } failure)
        {
            _done.SetException(failure);
        }
        else
        {
            _done.SetResult(_result);
        }
    }

    public void Fail(Exception exception) => _done.SetException(_failure ?? exception);
}

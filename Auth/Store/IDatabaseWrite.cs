using Microsoft.Data.Sqlite;

namespace StreamServer.Auth.Store;

/// <summary>A job of the writer's thread.</summary>
internal interface IDatabaseWrite
{
    /// <returns>False when the job threw: its changes are to be undone, and its caller gets the exception.</returns>
    bool TryRun(SqliteConnection connection);

    /// <summary>The transaction is on the disk.</summary>
    void Complete();

    /// <summary>The transaction failed as a whole.</summary>
    void Fail(Exception exception);
}

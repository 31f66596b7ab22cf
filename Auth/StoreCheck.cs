using StreamServer.Auth.Store;
using StreamServer.Auth.SupabaseStore;
using StreamServer.Inference;

namespace StreamServer.Auth;

/// <summary>Whether keys, limits and usage can be read and written. Thread-safe.</summary>
/// <param name="database">Null where no keys are looked at.</param>
/// <param name="exchange">Null where no store is shared.</param>
internal sealed class StoreCheck(AuthDatabase? database, QuotaExchange? exchange)
{
    public const string Name = "store";

    /// <summary>Longer than the writer takes for a full group on a slow disk.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public async Task<StoreState> LookAsync(CancellationToken cancellation)
    {
        if (database is null)
        {
            return new StoreState(IsUsed: false, IsDown: false, null);
        }

        try
        {
            // In the writer's turn: what a record would wait for.
            await database.WriteAsync(connection => connection.Execute("select 1")).WaitAsync(Limit, cancellation);
        }
        catch (StreamException exception)
        {
            return new StoreState(IsUsed: true, IsDown: true, exception.Message);
        }
        catch (TimeoutException)
        {
            return new StoreState(IsUsed: true, IsDown: true, $"The database has not answered for {Limit.TotalSeconds:0} s.");
        }

        return new StoreState(
            IsUsed: true,
            IsDown: false,
            exchange is { IsOffline: true } ? "The shared store does not answer; this server works by what it knows." : null);
    }
}

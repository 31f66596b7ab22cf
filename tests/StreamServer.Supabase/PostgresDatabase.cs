using System.Diagnostics;
using Npgsql;

namespace StreamServer.Supabase;

/// <summary>One database of a <see cref="PostgresCluster"/>. Thread-safe; ends with the cluster.</summary>
public sealed class PostgresDatabase(string connectionString) : IAsyncDisposable
{
    /// <summary>Connections of the owner, <c>postgres</c>.</summary>
    public NpgsqlDataSource Owner { get; } = NpgsqlDataSource.Create(connectionString + ";Maximum Pool Size=60");

    /// <summary>Applies every migration, each in one transaction, whether or not it was applied before.</summary>
    public async Task MigrateAsync()
    {
        await using NpgsqlConnection connection = await Owner.OpenConnectionAsync();
        foreach ((_, string text) in SqlText.Migrations)
        {
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
            await using NpgsqlCommand command = new(text, connection, transaction);
            await command.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
        }
    }

    /// <summary>First column of the first row, as the owner.</summary>
    public async Task<T?> ScalarAsync<T>(string sql, params object?[] arguments)
    {
        await using NpgsqlCommand command = Owner.CreateCommand(sql);
        return await ScalarAsync<T>(command, arguments);
    }

    /// <summary>First column of the first row, as a role such as <c>anon</c>.</summary>
    public async Task<T?> ScalarAsAsync<T>(string role, string sql, params object?[] arguments)
    {
        await using NpgsqlConnection connection = await Owner.OpenConnectionAsync();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        await using (NpgsqlCommand become = new($"set local role {role}", connection, transaction))
        {
            await become.ExecuteNonQueryAsync();
        }

        await using NpgsqlCommand command = new(sql, connection, transaction);
        T? result = await ScalarAsync<T>(command, arguments);
        await transaction.CommitAsync();
        return result;
    }

    public async Task ExecuteAsync(string sql, params object?[] arguments) => await ScalarAsync<object>(sql, arguments);

    /// <summary>What <c>pg_dump</c> says of it.</summary>
    public async Task<string> DumpAsync()
    {
        NpgsqlConnectionStringBuilder to = new(connectionString);
        ProcessStartInfo start = new(
            Path.Combine(PostgresCluster.Binaries!, "pg_dump"), ["-h", to.Host!, "-p", $"{to.Port}", "-U", to.Username!, to.Database!])
        {
            RedirectStandardOutput = true,
        };
        using Process dump = Process.Start(start)!;
        string text = await dump.StandardOutput.ReadToEndAsync();
        await dump.WaitForExitAsync();
        return dump.ExitCode == 0 ? text : throw new InvalidOperationException($"pg_dump ended with {dump.ExitCode}.");
    }

    public async ValueTask DisposeAsync()
    {
        if (Written.IsOn)
        {
            const string Rows = """
                select string_agg(query_to_xml('select * from public.' || quote_ident(tablename), true, true, '')::text, '')
                from pg_tables where schemaname = 'public'
                """;
            Written.Keep("postgres.xml", await ScalarAsync<string>(Rows) ?? "");
        }

        await Owner.DisposeAsync();
    }

    private static async Task<T?> ScalarAsync<T>(NpgsqlCommand command, object?[] arguments)
    {
        foreach (object? argument in arguments)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = argument ?? DBNull.Value });
        }

        object? value = await command.ExecuteScalarAsync();
        return value is null or DBNull ? default : (T)value;
    }
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace StreamServer.Supabase;

/// <summary>A Supabase project with the migrations: PostgreSQL, the Data API, keys. Ends with everything it started.</summary>
public sealed class SupabaseProject : IAsyncDisposable
{
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private readonly PostgresCluster? _cluster;

    private SupabaseProject(PostgresCluster? cluster, PostgresDatabase database, PostgrestServer api)
    {
        _cluster = cluster;
        Database = database;
        Api = api;
    }

    public PostgresDatabase Database { get; }

    public PostgrestServer Api { get; }

    /// <summary>AUTH_PEPPER of every server of this project.</summary>
    public string Pepper { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <param name="cluster">Gets a database for it; null starts a cluster of its own.</param>
    public static async Task<SupabaseProject> StartAsync(PostgresCluster? cluster = null)
    {
        PostgresCluster used = cluster ?? await PostgresCluster.StartAsync();
        PostgresDatabase database = await used.MigratedDatabaseAsync();
        SupabaseProject project = new(cluster is null ? used : null, database, await PostgrestServer.StartAsync(database));
        Written.Secret(project.Pepper);
        return project;
    }

    /// <summary>Settings of a server of this project.</summary>
    /// <param name="folder">DATA_DIR, one for each server.</param>
    public (string Name, string? Value)[] Settings(string folder) =>
    [
        ("AUTH_MODE", "required"),
        ("AUTH_STORE", "supabase"),
        ("AUTH_PEPPER", Pepper),
        ("DATA_DIR", folder),
        ("SUPABASE_URL", Api.Url.ToString()),
        ("SUPABASE_KEY", Api.Keys.Secret),
    ];

    /// <summary>A key of a new plan, made by SQL alone.</summary>
    /// <param name="plan">The plan's limits as JSON without its id: what is not stated is unlimited.</param>
    /// <returns>Its text.</returns>
    public async Task<string> CreateKeyAsync(string plan = "{}")
    {
        string id = RandomNumberGenerator.GetString(Base62, 8);
        string text = $"spk_live_{id}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";
        string hash = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Pepper), Encoding.ASCII.GetBytes(text)));
        Written.Secret(text);
        string planId = "plan-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        await Database.ExecuteAsync("select save_plan($1::jsonb || jsonb_build_object('id', $2))", plan, planId);
        await Database.ExecuteAsync("select create_key($1, $2, 'test', 'somebody', $3, '{stt,tts}', now())", id, hash, planId);
        return text;
    }

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        await Database.DisposeAsync();
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }
}

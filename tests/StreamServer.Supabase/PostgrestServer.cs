using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace StreamServer.Supabase;

/// <summary>
/// Supabase's Data API in front of a <see cref="PostgresDatabase"/>, as far as functions go: <c>/rest/v1/rpc/{function}</c> with the
/// gateway's and PostgREST's checks of keys, statuses and error bodies. The database and its roles are real, only the way there is ours.
/// </summary>
public sealed class PostgrestServer : IAsyncDisposable
{
    private readonly PostgresDatabase _database;
    private readonly ConcurrentQueue<RpcCall> _calls = new();
    private readonly ConcurrentDictionary<string, bool> _lost = new();
    private readonly ConcurrentQueue<Task> _again = new();
    private WebApplication? _app;
    private int _count;

    private PostgrestServer(PostgresDatabase database) => _database = database;

    /// <summary>The project's address, such as <c>http://127.0.0.1:40123</c>; the same after a stop and a start.</summary>
    public Uri Url { get; private set; } = null!;

    public SupabaseKeys Keys { get; } = new();

    public Faults Faults { get; } = new();

    /// <summary>Every call that arrived, oldest first.</summary>
    public IReadOnlyCollection<RpcCall> Calls => _calls;

    public static async Task<PostgrestServer> StartAsync(PostgresDatabase database)
    {
        PostgrestServer server = new(database);
        await server.StartAsync();
        return server;
    }

    /// <summary>Listens (again).</summary>
    public async Task StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Url?.ToString() ?? "http://127.0.0.1:0");
        WebApplication app = builder.Build();
        app.Map("/rest/v1/rpc/{function}", AnswerAsync);
        await app.StartAsync();
        _app = app;
        Url = new Uri(app.Urls.First());
    }

    /// <summary>Gone: nobody listens on the port, and open connections are cut.</summary>
    public async Task VanishAsync()
    {
        if (Interlocked.Exchange(ref _app, null) is { } app)
        {
            using CancellationTokenSource now = new();
            await now.CancelAsync();
            await app.StopAsync(now.Token);
            await app.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await VanishAsync();
        await Task.WhenAll(_again);
    }

    private async Task AnswerAsync(HttpContext context, string function)
    {
        _calls.Enqueue(new RpcCall(function, context.Request.Headers["apikey"], context.Request.Headers.Authorization));
        try
        {
            await Task.Delay(Faults.Delay, context.RequestAborted);
            if (Faults.CutBefore)
            {
                context.Abort();
                return;
            }

            if (Faults.Status != 0)
            {
                context.Response.StatusCode = Faults.Status;
                context.Response.ContentType = "text/html";
                await context.Response.WriteAsync("<html><body>upstream is not there</body></html>", context.RequestAborted);
                return;
            }

            string role = RoleOf(context.Request);
            RpcRequest request = await RpcRequest.ReadAsync(context.Request, function);
            string? body = await RunAsync(request, role);
            int count = Interlocked.Increment(ref _count);
            if (Faults.Again > TimeSpan.Zero)
            {
                _again.Enqueue(RunAgainAsync(request, role, Random.Shared.NextDouble() * Faults.Again));
            }

            if (Faults.CutAfter
                || (Faults.LoseFirstAnswers && _lost.TryAdd(request.Json, true))
                || (Faults.CutAfterEvery > 0 && count % Faults.CutAfterEvery == 0))
            {
                context.Abort();
                return;
            }

            context.Response.StatusCode = body is null ? 204 : 200;
            if (body is not null)
            {
                context.Response.ContentType = request.WantsObject ? RpcRequest.ObjectType : "application/json; charset=utf-8";
                await context.Response.WriteAsync(body, context.RequestAborted);
            }
        }
        catch (PostgrestException exception)
        {
            await WriteAsync(context, exception);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller went.
        }
    }

    private string RoleOf(HttpRequest request)
    {
        string? apiKey = request.Headers["apikey"].FirstOrDefault() ?? request.Query["apikey"].FirstOrDefault();
        if (string.IsNullOrEmpty(apiKey))
        {
            const string Hint = "No `apikey` request header or url param was found.";
            throw new PostgrestException(401, null, "No API key found in request", hint: Hint);
        }

        if (Keys.RoleOf(apiKey) is not { } role)
        {
            const string Hint = "Double check your Supabase `anon` or `service_role` API key.";
            throw new PostgrestException(401, null, "Invalid API key", hint: Hint);
        }

        string? authorization = request.Headers.Authorization.FirstOrDefault();
        if (authorization?.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) == true)
        {
            // A key of the new kind is no token: here it fails, as it does there.
            return Keys.RoleOfToken(authorization["Bearer ".Length..]);
        }

        return role.Length == 0 ? "anon" : role;
    }

    /// <returns>The body; null for a function that returns nothing.</returns>
    private async Task<string?> RunAsync(RpcRequest request, string role)
    {
        try
        {
            await using NpgsqlConnection connection = await _database.Owner.OpenConnectionAsync();
            RpcFunction function = await RpcFunction.FindAsync(connection, request);
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
            await using NpgsqlCommand begin = new(
                (request.IsRead ? "set transaction read only;" : string.Empty)
                + $"set local role \"{role}\"; set local search_path to \"public\"; set local statement_timeout to '8s';"
                + $"select set_config('request.jwt.claims', '{{\"role\":\"{role}\"}}', true)",
                connection,
                transaction);
            await begin.ExecuteNonQueryAsync();
            await using NpgsqlCommand call = function.Call(request, connection, transaction);
            string? body = await call.ExecuteScalarAsync() as string;
            if (request.WantsObject)
            {
                body = Single(body!);
            }

            await transaction.CommitAsync();
            return function.IsVoid ? null : body ?? "null";
        }
        catch (NpgsqlException exception)
        {
            throw PostgrestException.From(exception, authenticated: role != "anon");
        }
    }

    private async Task RunAgainAsync(RpcRequest request, string role, TimeSpan after)
    {
        await Task.Delay(after);
        await RunAsync(request, role);
    }

    private static string Single(string body)
    {
        if (JsonNode.Parse(body) is not JsonArray rows)
        {
            return body;
        }

        return rows.Count == 1
            ? rows[0]!.ToJsonString()
            : throw new PostgrestException(
                406, "PGRST116", "Cannot coerce the result to a single JSON object", $"The result contains {rows.Count} rows");
    }

    private static async Task WriteAsync(HttpContext context, PostgrestException error)
    {
        context.Response.StatusCode = error.Status;
        object body = error.Code is null
            ? new { message = error.Message, hint = error.Hint }
            : new { code = error.Code, details = error.Details, hint = error.Hint, message = error.Message };
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync(JsonSerializer.Serialize(body), context.RequestAborted);
    }
}

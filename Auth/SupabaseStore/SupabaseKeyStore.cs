using System.Text.Json;
using System.Text.Json.Nodes;
using StreamServer.Auth.Keys;
using StreamServer.Auth.Plans;
using StreamServer.Auth.Store;
using StreamServer.Inference;

namespace StreamServer.Auth.SupabaseStore;

/// <summary>
/// Keys, plans and credits in Supabase. What was found is remembered in the embedded database: while nobody answers, what is known
/// there goes on, also after a restart, and only unknown keys fail. Thread-safe.
/// </summary>
internal sealed class SupabaseKeyStore(SupabaseClient client, SupabaseOptions options, SqliteKeyStore memory) : IKeyStore
{
    private static readonly SupabaseJson Json = SupabaseJson.Snake;

    public async Task<KnownKey?> FindAsync(KeyHash hash, CancellationToken cancellation)
    {
        KnownKey? remembered = await memory.FindAsync(hash, cancellation);
        SharedKnownKey? found;
        try
        {
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(options.AnswerLimit);
            found = await AuthorizeAsync(hash, limit.Token, cancellation);
        }
        catch (StreamException) when (remembered is not null)
        {
            return remembered;
        }

        if (found is null)
        {
            // Only a known hash costs a write: wrong keys come in floods.
            if (remembered is not null)
            {
                await memory.ForgetAsync(hash);
            }

            return null;
        }

        KnownKey known = new(found.Key.ToKey(), found.Plan, found.ValidUntil);
        await memory.RememberAsync(hash, known);
        return known;
    }

    public async Task<IReadOnlyList<ApiKey>> ListAsync(string? after, int limit, CancellationToken cancellation)
    {
        JsonObject arguments = new() { ["p_after"] = after, ["p_limit"] = limit };
        List<SharedKey>? keys = await client.CallAsync("list_keys", arguments, Json.ListSharedKey, cancellation);
        return [.. (keys ?? []).Select(key => key.ToKey())];
    }

    public async Task<ApiKey?> GetAsync(string id, CancellationToken cancellation) =>
        (await client.CallAsync("get_key", new JsonObject { ["p_id"] = id }, Json.SharedKey, cancellation))?.ToKey();

    public Task<bool> AnyAsync(CancellationToken cancellation) => client.CallAsync("any_key", [], Json.Boolean, cancellation);

    public async Task CreateAsync(NewKey key, CancellationToken cancellation)
    {
        try
        {
            await client.CallAsync(
                "create_key",
                new JsonObject
                {
                    ["p_id"] = key.Key.Id,
                    ["p_hash"] = key.Hash.ToHex(),
                    ["p_name"] = key.Key.Name,
                    ["p_owner"] = key.Key.Owner,
                    ["p_plan"] = key.Key.PlanId,
                    ["p_scopes"] = new JsonArray([.. KeyScopeNames.NamesOf(key.Key.Scopes).Select(name => (JsonNode)name)]),
                    ["p_created"] = key.Key.Created,
                    ["p_expires"] = key.Key.Expires,
                },
                cancellation);
        }
        catch (SupabaseRefusal refusal) when (refusal.Code == SupabaseRefusal.ForeignKeyViolation)
        {
            throw new StreamException(StreamError.NotFound, $"There is no plan '{key.Key.PlanId}'.", "plan", refusal);
        }
        catch (SupabaseRefusal refusal) when (refusal.Code == SupabaseRefusal.UniqueViolation)
        {
            throw new StreamException(StreamError.ClientConflict, "There is a key of that id.", "id", refusal);
        }
    }

    public async Task<ApiKey?> RotateAsync(string id, KeyHash hash, DateTimeOffset oldUntil, CancellationToken cancellation)
    {
        JsonObject arguments = new() { ["p_id"] = id, ["p_hash"] = hash.ToHex(), ["p_old_until"] = oldUntil };
        return (await client.CallAsync("rotate_key", arguments, Json.SharedKey, cancellation))?.ToKey();
    }

    public async Task<ApiKey?> RevokeAsync(string id, DateTimeOffset now, CancellationToken cancellation)
    {
        JsonObject arguments = new() { ["p_id"] = id, ["p_now"] = now };
        return (await client.CallAsync("revoke_key", arguments, Json.SharedKey, cancellation))?.ToKey();
    }

    public Task TouchAsync(IReadOnlyDictionary<string, DateTimeOffset> lastUsed, CancellationToken cancellation)
    {
        Dictionary<string, DateTimeOffset> copy = new(lastUsed);
        JsonNode? times = JsonSerializer.SerializeToNode(copy, Json.DictionaryStringDateTimeOffset);
        return client.CallAsync("touch_keys", new JsonObject { ["p_last_used"] = times }, cancellation);
    }

    public Task<bool> GrantCreditsAsync(
        string id, Guid entry, long microCredits, string reason, DateTimeOffset now, CancellationToken cancellation)
    {
        JsonObject arguments = new()
        {
            ["p_key_id"] = id,
            ["p_entry"] = entry,
            ["p_micro_credits"] = microCredits,
            ["p_reason"] = reason,
            ["p_now"] = now,
        };
        return client.CallAsync("grant_credits", arguments, Json.Boolean, cancellation);
    }

    public async Task<IReadOnlyList<Plan>> PlansAsync(CancellationToken cancellation) =>
        await client.CallAsync("list_plans", [], Json.ListPlan, cancellation) ?? [];

    public Task SavePlanAsync(Plan plan, CancellationToken cancellation) =>
        client.CallAsync("save_plan", new JsonObject { ["p_plan"] = JsonSerializer.SerializeToNode(plan, Json.Plan) }, cancellation);

    private async Task<SharedKnownKey?> AuthorizeAsync(KeyHash hash, CancellationToken limit, CancellationToken caller)
    {
        try
        {
            return await client.CallAsync("authorize_key", new JsonObject { ["p_hash"] = hash.ToHex() }, Json.SharedKnownKey, limit);
        }
        catch (OperationCanceledException exception) when (!caller.IsCancellationRequested)
        {
            throw new StreamException(StreamError.StoreUnavailable, "The shared store of keys does not answer in time.", inner: exception);
        }
    }
}

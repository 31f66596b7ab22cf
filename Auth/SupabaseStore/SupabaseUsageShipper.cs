using System.Text.Json;
using System.Text.Json.Nodes;
using StreamServer.Auth.Usage;

namespace StreamServer.Auth.SupabaseStore;

/// <summary>Sends usage to Supabase, which stores a record id once.</summary>
internal sealed partial class SupabaseUsageShipper(SupabaseClient client, ILogger<SupabaseUsageShipper> log) : IUsageShipper
{
    /// <summary>Characters of kept text in one message.</summary>
    private const int MaxText = 200_000;

    /// <summary>Records that one call deletes at most.</summary>
    private const int MaxDeleted = 10_000;

    private static readonly SupabaseJson Json = SupabaseJson.Snake;

    public async Task ShipAsync(UsageBatch batch, CancellationToken cancellation)
    {
        foreach (UsageBatch part in Parts(batch))
        {
            await SendAsync(part, cancellation);
        }
    }

    private async Task SendAsync(UsageBatch batch, CancellationToken cancellation)
    {
        try
        {
            await client.CallAsync(
                "record_usage",
                new JsonObject
                {
                    ["p_records"] = JsonSerializer.SerializeToNode([.. batch.Records.Select(Storable)], Json.ListUsageRecord),
                    ["p_sentences"] = JsonSerializer.SerializeToNode([.. batch.Sentences.Select(Storable)], Json.ListSentence),
                },
                cancellation);
        }
        catch (SupabaseRefusal refusal) when (batch.Records.Count > 1)
        {
            // One record that the database does not take must not hold up the others: halves, until it stands alone.
            LogHalved(batch.Records.Count, refusal.Code);
            int half = batch.Records.Count / 2;
            await SendAsync(Part(batch, batch.Records.Take(half)), cancellation);
            await SendAsync(Part(batch, batch.Records.Skip(half)), cancellation);
        }
        catch (SupabaseRefusal refusal)
        {
            LogRefused(batch.Records[0].Id, refusal.Code);
        }
    }

    public async Task<IReadOnlyList<UsageDay>> DaysAsync(string? subject, DateTimeOffset from, CancellationToken cancellation)
    {
        JsonObject arguments = new() { ["p_from"] = from, ["p_subject"] = subject };
        return await client.CallAsync("usage_days", arguments, Json.ListUsageDay, cancellation) ?? [];
    }

    public async Task<long> DeleteOlderAsync(DateTimeOffset before, CancellationToken cancellation)
    {
        long all = 0;
        long some;
        do
        {
            JsonObject arguments = new() { ["p_before"] = before, ["p_limit"] = MaxDeleted };
            some = await client.CallAsync("delete_usage", arguments, Json.Int64, cancellation);
            all += some;
        }
        while (some == MaxDeleted);

        return all;
    }

    public async Task<long> DeleteSentencesAsync(string? keyId, DateTimeOffset? before, CancellationToken cancellation)
    {
        JsonObject arguments = new() { ["p_key_id"] = keyId, ["p_before"] = before };
        return await client.CallAsync("delete_sentences", arguments, Json.Int64, cancellation);
    }

    /// <summary>Long texts make a batch that does not arrive in time, however often it is sent: so much text is one message.</summary>
    private static IEnumerable<UsageBatch> Parts(UsageBatch whole)
    {
        Dictionary<Guid, int> lengths = whole.Sentences.ToDictionary(sentence => sentence.UsageId, sentence => sentence.Text?.Length ?? 0);
        List<UsageRecord> part = [];
        int characters = 0;
        foreach (UsageRecord record in whole.Records)
        {
            int length = lengths.GetValueOrDefault(record.Id);
            if (part.Count > 0 && characters + length > MaxText)
            {
                yield return Part(whole, part);
                (part, characters) = ([], 0);
            }

            part.Add(record);
            characters += length;
        }

        if (part.Count > 0)
        {
            yield return Part(whole, part);
        }
    }

    private static UsageBatch Part(UsageBatch whole, IEnumerable<UsageRecord> records)
    {
        UsageRecord[] some = [.. records];
        HashSet<Guid> ids = [.. some.Select(record => record.Id)];
        return new UsageBatch(some, [.. whole.Sentences.Where(sentence => ids.Contains(sentence.UsageId))]);
    }

    // PostgreSQL's text has no U+0000.
    private static UsageRecord Storable(UsageRecord record) => record with
    {
        Model = Storable(record.Model)!,
        Voice = Storable(record.Voice),
        Language = Storable(record.Language),
        RequestId = Storable(record.RequestId)!,
    };

    private static Sentence Storable(Sentence sentence) => sentence with
    {
        Text = Storable(sentence.Text),
        Voice = Storable(sentence.Voice),
        Language = Storable(sentence.Language),
    };

    private static string? Storable(string? text) => text?.Replace('\0', '\uFFFD');

    [LoggerMessage(3211, LogLevel.Warning, "Supabase refuses {Count} usage records ({Code}): sent in halves", EventName = "UsageHalved")]
    private partial void LogHalved(int count, string code);

    [LoggerMessage(3212, LogLevel.Error, "Supabase refuses usage record {Id} ({Code}): it stays in DATA_DIR", EventName = "UsageRefused")]
    private partial void LogRefused(Guid id, string code);
}

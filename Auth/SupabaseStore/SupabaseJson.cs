using System.Text.Json;
using System.Text.Json.Serialization;
using StreamServer.Auth.Plans;
using StreamServer.Auth.Usage;

namespace StreamServer.Auth.SupabaseStore;

/// <summary>Bodies of the functions in <c>Auth/supabase/migrations</c>; members are named as the columns are.</summary>
[JsonSerializable(typeof(SupabaseError))]
[JsonSerializable(typeof(SharedKey))]
[JsonSerializable(typeof(SharedKnownKey))]
[JsonSerializable(typeof(List<SharedKey>))]
[JsonSerializable(typeof(List<Plan>))]
[JsonSerializable(typeof(List<QuotaTake>))]
[JsonSerializable(typeof(List<QuotaGrant>))]
[JsonSerializable(typeof(List<UsageRecord>))]
[JsonSerializable(typeof(List<Sentence>))]
[JsonSerializable(typeof(List<UsageDay>))]
[JsonSerializable(typeof(Dictionary<string, DateTimeOffset>))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(long))]
internal sealed partial class SupabaseJson : JsonSerializerContext
{
    public static SupabaseJson Snake { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters =
        {
            new JsonStringEnumConverter<UsageKind>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<UsageOutcome>(JsonNamingPolicy.SnakeCaseLower),
        },
    });
}

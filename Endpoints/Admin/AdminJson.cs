using System.Text.Json;
using System.Text.Json.Serialization;
using StreamServer.Auth.Plans;

namespace StreamServer.Endpoints.Admin;

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KeyInfo))]
[JsonSerializable(typeof(KeyList))]
[JsonSerializable(typeof(Plan))]
[JsonSerializable(typeof(PlanList))]
[JsonSerializable(typeof(UsageAnswer))]
[JsonSerializable(typeof(DeletedAnswer))]
internal sealed partial class AdminJson : JsonSerializerContext;

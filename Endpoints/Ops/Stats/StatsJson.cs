using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamServer.Endpoints.Ops.Stats;

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StatsAnswer))]
internal sealed partial class StatsJson : JsonSerializerContext;

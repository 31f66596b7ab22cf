using System.Text.Json;
using System.Text.Json.Serialization;
using StreamServer.Endpoints.Ops.Stats;

namespace StreamServer.Endpoints.Ops;

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(StatsAnswer))]
[JsonSerializable(typeof(ModelInfo))]
internal sealed partial class OpsJson : JsonSerializerContext;

using System.Text.Json;
using System.Text.Json.Serialization;
using StreamServer.Endpoints.Ops.Health;
using StreamServer.Endpoints.Ops.Info;

namespace StreamServer.Endpoints.Ops;

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(InfoAnswer))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(ModelInfo))]
internal sealed partial class OpsJson : JsonSerializerContext;

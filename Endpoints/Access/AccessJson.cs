using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamServer.Endpoints.Access;

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<LimitInfo>))]
internal sealed partial class AccessJson : JsonSerializerContext;

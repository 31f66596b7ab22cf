using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamServer.Endpoints.Web;

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WebStatusAnswer))]
internal sealed partial class WebJson : JsonSerializerContext;

using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamServer.Endpoints.Edge;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(OpenAiError))]
internal sealed partial class OpenAiErrorJson : JsonSerializerContext;

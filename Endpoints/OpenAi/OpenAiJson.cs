using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamServer.Endpoints.OpenAi;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(OpenAiVoiceList))]
internal sealed partial class OpenAiJson : JsonSerializerContext;

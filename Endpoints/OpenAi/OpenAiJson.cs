using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamServer.Endpoints.OpenAi;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(OpenAiError))]
[JsonSerializable(typeof(OpenAiVoiceList))]
internal sealed partial class OpenAiJson : JsonSerializerContext;

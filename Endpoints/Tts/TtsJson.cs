using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamServer.Endpoints.Tts;

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TtsHealth))]
[JsonSerializable(typeof(NormalizeAnswer))]
internal sealed partial class TtsJson : JsonSerializerContext;

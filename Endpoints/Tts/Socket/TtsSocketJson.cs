using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamServer.Endpoints.Tts.Socket;

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TtsSocketMessage))]
internal sealed partial class TtsSocketJson : JsonSerializerContext;

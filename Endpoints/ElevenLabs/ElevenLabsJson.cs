using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamServer.Endpoints.ElevenLabs;

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ElevenLabsError))]
[JsonSerializable(typeof(ElevenLabsVoiceList))]
[JsonSerializable(typeof(ElevenLabsVoice))]
[JsonSerializable(typeof(ElevenLabsModel[]))]
internal sealed partial class ElevenLabsJson : JsonSerializerContext;

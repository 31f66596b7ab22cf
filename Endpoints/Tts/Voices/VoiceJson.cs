using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamServer.Endpoints.Tts.Voices;

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(VoiceList))]
[JsonSerializable(typeof(VoiceInfo))]
internal sealed partial class VoiceJson : JsonSerializerContext;

using System.Text.Json;
using System.Text.Json.Serialization;
using StreamServer.Endpoints.Tts.Socket;
using StreamServer.Endpoints.Tts.Voices;

namespace StreamServer.Endpoints.Tts;

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(VoiceList))]
[JsonSerializable(typeof(VoiceInfo))]
[JsonSerializable(typeof(TtsHealth))]
[JsonSerializable(typeof(NormalizeAnswer))]
[JsonSerializable(typeof(TtsSocketMessage))]
internal sealed partial class TtsJson : JsonSerializerContext;

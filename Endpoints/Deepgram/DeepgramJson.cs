using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamServer.Endpoints.Deepgram;

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DeepgramError))]
[JsonSerializable(typeof(DeepgramSpeakMessage))]
internal sealed partial class DeepgramJson : JsonSerializerContext;

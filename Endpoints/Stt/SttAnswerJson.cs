using System.Text.Json.Serialization;

namespace StreamServer.Endpoints.Stt;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PcmAnswer))]
internal sealed partial class SttAnswerJson : JsonSerializerContext;

using System.Text.Json.Serialization;

namespace StreamServer.Endpoints.Stt.Transcriptions;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PcmAnswer))]
internal sealed partial class PcmJson : JsonSerializerContext;

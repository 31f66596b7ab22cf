using System.Text.Json.Serialization;

namespace StreamServer.Endpoints.Stt.Meetings;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(MeetingEntry))]
[JsonSerializable(typeof(IReadOnlyList<MeetingEntry>))]
internal sealed partial class MeetingJson : JsonSerializerContext;

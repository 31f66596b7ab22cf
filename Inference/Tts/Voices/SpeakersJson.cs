using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamServer.Inference.Tts.Voices;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SpeakerGlobalsDocument))]
internal sealed partial class SpeakersJson : JsonSerializerContext;

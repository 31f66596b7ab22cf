using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamServer.Inference.Tts.Cloning;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ClonedVoice))]
internal sealed partial class ClonedVoiceJson : JsonSerializerContext;

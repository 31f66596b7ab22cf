using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamServer.Inference.Tts.Lm;

/// <summary>The part of <c>genai_config.json</c> (written by onnxruntime-genai's model builder) that the server reads.</summary>
internal sealed record GenAiConfig
{
    public required ModelPart Model { get; init; }

    /// <exception cref="StreamException">Not readable or not the expected JSON: says which file and what is wrong.</exception>
    public static GenAiConfig Load(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), GenAiJson.Default.GenAiConfig)!;
        }
        catch (Exception exception) when (exception is JsonException or IOException)
        {
            throw new StreamException(StreamError.ServerNotReady, $"{path}: {exception.Message}", inner: exception);
        }
    }

    internal sealed record ModelPart
    {
        public required int ContextLength { get; init; }

        public required DecoderPart Decoder { get; init; }
    }

    internal sealed record DecoderPart
    {
        public required int HeadSize { get; init; }

        public required int NumHiddenLayers { get; init; }

        public required int NumKeyValueHeads { get; init; }

        public InputNames Inputs { get; set; } = new();

        public OutputNames Outputs { get; set; } = new();
    }

    /// <summary><c>%d</c> is the layer.</summary>
    internal sealed record InputNames
    {
        public string InputIds { get; set; } = "input_ids";

        public string AttentionMask { get; set; } = "attention_mask";

        public string PastKeyNames { get; set; } = "past_key_values.%d.key";

        public string PastValueNames { get; set; } = "past_key_values.%d.value";
    }

    internal sealed record OutputNames
    {
        public string Logits { get; set; } = "logits";

        public string PresentKeyNames { get; set; } = "present.%d.key";

        public string PresentValueNames { get; set; } = "present.%d.value";
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(GenAiConfig))]
internal sealed partial class GenAiJson : JsonSerializerContext;

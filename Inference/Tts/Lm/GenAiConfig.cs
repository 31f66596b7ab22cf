using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamServer.Inference.Tts.Lm;

/// <summary>
/// The part of <c>genai_config.json</c> (written by onnxruntime-genai's model builder) that the server reads; or what it would be for a
/// folder that Optimum exported, made from that folder's <c>config.json</c>.
/// </summary>
internal sealed record GenAiConfig
{
    public required ModelPart Model { get; init; }

    public SearchPart Search { get; set; } = new();

    /// <param name="path">Either of the two files.</param>
    /// <exception cref="StreamException">Not readable or not the expected JSON: says which file and what is wrong.</exception>
    public static GenAiConfig Load(string path)
    {
        try
        {
            byte[] json = File.ReadAllBytes(path);
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return document.RootElement.TryGetProperty("num_hidden_layers", out _)
                ? JsonSerializer.Deserialize(json, GenAiJson.Default.CheckpointConfig)!.ToGenAi()
                : JsonSerializer.Deserialize(json, GenAiJson.Default.GenAiConfig)!;
        }
        catch (Exception exception) when (exception is JsonException or IOException or InvalidOperationException)
        {
            throw new StreamException(StreamError.ServerNotReady, $"{path}: {exception.Message}", inner: exception);
        }
    }

    /// <summary>The members of a Hugging Face <c>config.json</c> from which the shapes of the cache follow.</summary>
    internal sealed record CheckpointConfig
    {
        public required int NumHiddenLayers { get; init; }

        public required int NumAttentionHeads { get; init; }

        public required int HiddenSize { get; init; }

        public required int MaxPositionEmbeddings { get; init; }

        public int? NumKeyValueHeads { get; init; }

        public int? HeadDim { get; init; }

        public GenAiConfig ToGenAi() => new()
        {
            Model = new ModelPart
            {
                ContextLength = MaxPositionEmbeddings,
                Decoder = new DecoderPart
                {
                    HeadSize = HeadDim ?? HiddenSize / NumAttentionHeads,
                    NumHiddenLayers = NumHiddenLayers,
                    NumKeyValueHeads = NumKeyValueHeads ?? NumAttentionHeads,
                },
            },
        };
    }

    internal sealed record SearchPart
    {
        /// <summary>
        /// Past and present of a run may be one buffer of full length: GroupQueryAttention. Otherwise each present is its past and one
        /// more.
        /// </summary>
        public bool PastPresentShareBuffer { get; init; }
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

        /// <summary>Fed when the graph has such an input.</summary>
        public string PositionIds { get; set; } = "position_ids";

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

// Members with a default are settable and not init: see ManifestJson.
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true)]
[JsonSerializable(typeof(GenAiConfig))]
[JsonSerializable(typeof(GenAiConfig.CheckpointConfig))]
internal sealed partial class GenAiJson : JsonSerializerContext;

using StreamServer.Inference.Tts.Prompt.Tokenizer;
using StreamServer.Models.Manifest;

namespace StreamServer.Inference.Tts.Prompt;

/// <summary>The token ids that have a meaning for the server, looked up by string once. Immutable.</summary>
internal sealed class TtsVocabulary
{
    // What Spark-TTS's BiCodec language model writes between start_acoustic_token and end_acoustic_token of a made-up voice.
    private static readonly string[] AcousticFamilies =
        ["<|pitch_value_", "<|pitch_var_value_", "<|speed_value_", "<|loudness_value_"];
    private const string AcousticEndToken = "<|end_acoustic_token|>";

    /// <exception cref="StreamException">The tokenizer lacks a token that the manifest or the codec needs: names it.</exception>
    public TtsVocabulary(LmTokenizer tokenizer, TtsModelSpec spec, string model)
    {
        SemanticIds = Family("<|bicodec_semantic_");
        GlobalIds = Family("<|bicodec_global_");
        StopIds = [.. spec.Stop.Select(stop => tokenizer.IdOf(stop) ?? throw Missing(stop))];
        if (spec.Prompts.HasAcousticPart)
        {
            AcousticIds = [.. AcousticFamilies.SelectMany(Family)];
            AcousticEnd = tokenizer.IdOf(AcousticEndToken) ?? throw Missing(AcousticEndToken);
        }

        int[] Family(string prefix)
        {
            List<int> ids = [];
            while (tokenizer.IdOf($"{prefix}{ids.Count}|>") is { } id)
            {
                ids.Add(id);
            }

            return ids.Count > 0 ? [.. ids] : throw Missing(prefix + "0|>");
        }

        StreamException Missing(string token) => new(StreamError.ServerNotReady, $"Model '{model}': its tokenizer has no token '{token}'.");
    }

    /// <summary>Every token that the model may answer with.</summary>
    public IEnumerable<int> AnswerIds =>
        [.. SemanticIds, .. GlobalIds, .. StopIds, .. AcousticIds, .. AcousticEnd is { } end ? [end] : Array.Empty<int>()];

    /// <summary>Id of semantic token N at index N.</summary>
    public IReadOnlyList<int> SemanticIds { get; }

    /// <summary>Id of global token N at index N.</summary>
    public IReadOnlyList<int> GlobalIds { get; }

    public IReadOnlyList<int> StopIds { get; }

    /// <summary>Values of attributes; empty when no prompt of the model asks for them.</summary>
    public IReadOnlyList<int> AcousticIds { get; } = [];

    /// <summary>What ends them; null when no prompt of the model asks for them.</summary>
    public int? AcousticEnd { get; }
}

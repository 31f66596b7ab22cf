using StreamServer.Inference.Tts.Prompt.Tokenizer;
using StreamServer.Models.Manifest;

namespace StreamServer.Inference.Tts.Prompt;

/// <summary>The token ids that have a meaning for the server, looked up by string once. Immutable.</summary>
internal sealed class TtsVocabulary
{
    /// <exception cref="StreamException">The tokenizer lacks a token that the manifest or the codec needs: names it.</exception>
    public TtsVocabulary(LmTokenizer tokenizer, TtsModelSpec spec, string model)
    {
        SemanticIds = Family("<|bicodec_semantic_");
        GlobalIds = Family("<|bicodec_global_");
        StopIds = [.. spec.Stop.Select(stop => tokenizer.IdOf(stop) ?? throw Missing(stop))];

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

    /// <summary>Id of semantic token N at index N.</summary>
    public IReadOnlyList<int> SemanticIds { get; }

    /// <summary>Id of global token N at index N.</summary>
    public IReadOnlyList<int> GlobalIds { get; }

    public IReadOnlyList<int> StopIds { get; }
}

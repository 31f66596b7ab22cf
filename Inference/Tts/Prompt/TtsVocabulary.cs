using StreamServer.Inference.Tts.Prompt.Tokenizer;
using StreamServer.Models.Manifest;

namespace StreamServer.Inference.Tts.Prompt;

/// <summary>The token ids that have a meaning for the server, looked up by string once. Immutable.</summary>
internal sealed class TtsVocabulary
{
    private readonly Dictionary<int, int> _semanticOf = [];
    private readonly Dictionary<int, int> _globalOf = [];

    /// <exception cref="StreamException">The tokenizer lacks a token that the manifest or the codec needs: names it.</exception>
    public TtsVocabulary(LmTokenizer tokenizer, TtsModelSpec spec, string model)
    {
        SemanticIds = Family("<|bicodec_semantic_", _semanticOf);
        GlobalIds = Family("<|bicodec_global_", _globalOf);
        StopIds = [.. spec.Stop.Select(stop => tokenizer.IdOf(stop) ?? throw Missing(stop))];

        int[] Family(string prefix, Dictionary<int, int> numberOf)
        {
            List<int> ids = [];
            while (tokenizer.IdOf($"{prefix}{ids.Count}|>") is { } id)
            {
                numberOf[id] = ids.Count;
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

    /// <summary>Number of a semantic token, null for any other id.</summary>
    public int? SemanticOf(int id) => _semanticOf.TryGetValue(id, out int number) ? number : null;

    /// <summary>Number of a global token, null for any other id.</summary>
    public int? GlobalOf(int id) => _globalOf.TryGetValue(id, out int number) ? number : null;
}

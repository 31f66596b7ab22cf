using System.Text.Json;

namespace StreamServer.Inference.Tts.Prompt.Tokenizer;

/// <summary>
/// Reads a Hugging Face <c>tokenizer.json</c> (byte pair encoding) and turns text into token ids. Added tokens are matched
/// first, the text between them is normalised, split and merged. Immutable and thread-safe after <see cref="Load"/>.
/// </summary>
internal sealed class LmTokenizer
{
    private readonly AddedTokens _added;
    private readonly ITextTransform? _normalizer;
    private readonly PreTokenizer _preTokenizer;
    private readonly BytePairEncoder _encoder;

    private LmTokenizer(AddedTokens added, ITextTransform? normalizer, PreTokenizer preTokenizer, BytePairEncoder encoder)
    {
        _added = added;
        _normalizer = normalizer;
        _preTokenizer = preTokenizer;
        _encoder = encoder;
    }

    /// <exception cref="StreamException">Not readable, not JSON, or a part that is not supported: names file and part.</exception>
    public static LmTokenizer Load(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            using JsonDocument document = JsonDocument.Parse(file);
            JsonElement root = document.RootElement;
            PreTokenizer preTokenizer = PreTokenizer.Parse(root.GetProperty("pre_tokenizer"));
            return new LmTokenizer(
                AddedTokens.Parse(root.GetProperty("added_tokens")),
                TextTransforms.Parse(root.GetProperty("normalizer")),
                preTokenizer,
                BytePairEncoder.Parse(root.GetProperty("model"), preTokenizer.IsByteLevel));
        }
        catch (Exception exception) when (exception is JsonException or IOException or KeyNotFoundException or InvalidOperationException
            or NotSupportedException or FormatException or ArgumentException or IndexOutOfRangeException)
        {
            throw new StreamException(StreamError.ServerNotReady,
                $"{path} is not a tokenizer.json that this server reads: {exception.Message}", inner: exception);
        }
    }

    /// <summary>The id of one token by its exact string, added tokens included; null when there is none.</summary>
    public int? IdOf(string token) => _added.IdOf(token) ?? _encoder.IdOf(token);

    /// <summary>Token ids of <paramref name="text"/>, special tokens in it included.</summary>
    public List<int> Encode(string text) => Encode(text, default, new HashSet<int>());

    /// <summary>
    /// Token ids of a prompt. Inside <paramref name="caller"/>, which a caller wrote, the added tokens of
    /// <paramref name="reserved"/> are plain text, so that nobody can forge the structure of a prompt.
    /// </summary>
    /// <param name="text">The whole prompt.</param>
    /// <param name="caller">Start and end, in characters.</param>
    /// <param name="reserved">Ids that only templates may use.</param>
    public List<int> Encode(string text, (int Start, int End) caller, IReadOnlySet<int> reserved)
    {
        List<int> ids = new(text.Length);
        foreach (AddedTokens.Piece piece in _added.Split(
            text, (start, length, id) => start < caller.End && start + length > caller.Start && reserved.Contains(id)))
        {
            if (piece.Id is { } id)
            {
                ids.Add(id);
                continue;
            }

            string plain = text.Substring(piece.Start, piece.Length);
            foreach (string word in _preTokenizer.Split(_normalizer?.Apply(plain) ?? plain))
            {
                _encoder.Encode(word, ids);
            }
        }

        return ids;
    }
}

using System.Text.Json;
using StreamServer.Models.Manifest;

namespace StreamServer.Inference.Stt.Models.Wav2Vec2;

/// <summary>The letters of a wav2vec2 model. Immutable.</summary>
/// <param name="Tokens">The word separator is spelt <c>▁</c>.</param>
/// <param name="Blank">Index of the blank, which these models call padding.</param>
internal sealed record Wav2Vec2Vocabulary(TokenTable Tokens, int Blank)
{
    private const string DefaultSeparator = "|";
    private const string WordStart = "▁";

    // Hugging Face's checkpoints, its XLSR fine-tunes, onnx-asr.
    private static readonly string[] BlankNames = ["<pad>", "[PAD]", "<blk>"];

    /// <param name="model">
    /// Files <c>tokens</c> (<c>vocab.json</c> or lines of piece and id) and, if there is one, <c>tokenizer_config</c>.
    /// </param>
    /// <exception cref="StreamException"><see cref="StreamError.ServerNotReady"/>: names what is wrong.</exception>
    public static Wav2Vec2Vocabulary Load(ModelEntry model)
    {
        TokenTable tokens = TokenTable.Load(model.PathOf("tokens"));
        (string? padding, string? separator) = model.Files.ContainsKey("tokenizer_config")
            ? ReadConfig(model.PathOf("tokenizer_config"))
            : default;
        string[] names = padding is null ? BlankNames : [padding];
        int blank = names.Select(tokens.Find).FirstOrDefault(id => id is not null)
            ?? throw new StreamException(
                StreamError.ServerNotReady,
                $"Model '{model.Name}': its vocabulary has no blank, which would be called {string.Join(" or ", names)}.");
        return new Wav2Vec2Vocabulary(tokens.With(separator ?? DefaultSeparator, WordStart), blank);
    }

    private static (string? Padding, string? Separator) ReadConfig(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            return (Text(document.RootElement, "pad_token"), Text(document.RootElement, "word_delimiter_token"));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new StreamException(StreamError.ServerNotReady, $"{path} is not a tokenizer configuration.", inner: exception);
        }
    }

    /// <summary>A token is a string, or an object that holds it as <c>content</c>.</summary>
    private static string? Text(JsonElement root, string member)
    {
        if (!root.TryGetProperty(member, out JsonElement value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Object ? value.GetProperty("content").GetString() : value.GetString();
    }
}

using System.Text.Json;
using StreamServer.Models.Conversion.Checkpoints;

namespace StreamServer.Models.Conversion.SparkTts;

/// <summary>The tokens that a Spark-TTS model may answer with: all others need no score.</summary>
internal static class HeadTokens
{
    // The answer to a prompt with a given voice is semantic tokens and a stop; without one, 32 globals come first; and in control mode
    // (a voice from gender and pitch) attribute values before those.
    private static readonly string[] Families =
    [
        "<|bicodec_semantic_", "<|bicodec_global_", "<|pitch_value_", "<|pitch_var_value_", "<|speed_value_", "<|loudness_value_",
    ];

    private static readonly string[] Singles =
    [
        "<|start_acoustic_token|>", "<|end_acoustic_token|>", "<|start_global_token|>", "<|end_global_token|>",
        "<|start_semantic_token|>", "<|end_semantic_token|>", "<|im_end|>", "<|endoftext|>",
    ];

    /// <returns>Ids in rising order.</returns>
    /// <exception cref="CommandException">Not a tokenizer.json, or it has no semantic tokens.</exception>
    public static IReadOnlyList<int> Find(string tokenizerPath)
    {
        List<int> ids = [];
        bool hasSemantic = false;
        try
        {
            using JsonDocument document = CheckpointJson.Parse(tokenizerPath);
            foreach (JsonElement token in document.RootElement.GetProperty("added_tokens").EnumerateArray())
            {
                string content = token.GetProperty("content").GetString() ?? "";
                if (Singles.Contains(content) || Families.Any(family => content.StartsWith(family, StringComparison.Ordinal)))
                {
                    ids.Add(token.GetProperty("id").GetInt32());
                    hasSemantic |= content.StartsWith(Families[0], StringComparison.Ordinal);
                }
            }
        }
        catch (Exception exception) when (exception
            is JsonException or IOException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new CommandException($"{tokenizerPath} has no readable 'added_tokens': {exception.Message}", exception);
        }

        ids.Sort();
        return hasSemantic
            ? ids
            : throw new CommandException($"{tokenizerPath} has no '{Families[0]}N|>' tokens: it is not a Spark-TTS tokenizer.");
    }
}

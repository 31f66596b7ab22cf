using System.Text.Json;

namespace StreamServer.Benchmarks.Shapes;

/// <summary>
/// A tokenizer with Spark-TTS's special tokens at their ids. A word is one token, where the real vocabulary needs about 1.3: for the cost
/// of
/// prompts only.
/// </summary>
internal static class ShapesTokenizer
{
    private const int FirstGlobal = 151_665;
    private const int Globals = 4096;
    private const int FirstSemantic = FirstGlobal + Globals;
    private const int Semantics = 8192;

    private static readonly (string Content, int Id)[] Singles =
    [
        ("<|endoftext|>", 151_643), ("<|im_end|>", 151_645), ("<|task_tts|>", 165_137), ("<|start_content|>", 165_146),
        ("<|start_global_token|>", 165_150), ("<|start_semantic_token|>", 165_151), ("<|end_content|>", 165_152),
        ("<|end_global_token|>", 165_156), ("<|end_semantic_token|>", 165_157),
    ];

    public static void Write(string path)
    {
        IEnumerable<(string Content, int Id)> tokens = Singles
            .Concat(Enumerable.Range(0, Globals).Select(number => ($"<|bicodec_global_{number}|>", FirstGlobal + number)))
            .Concat(Enumerable.Range(0, Semantics).Select(number => ($"<|bicodec_semantic_{number}|>", FirstSemantic + number)));
        File.WriteAllText(path, JsonSerializer.Serialize(new
        {
            added_tokens = tokens.Select(
                token => new
                {
                    id = token.Id,
                    content = token.Content,
                    single_word = false,
                    lstrip = false,
                    rstrip = false,
                    normalized = false,
                    special = true
                }),
            normalizer = (object?)null,
            pre_tokenizer = new
            {
                type = "Split",
                pattern = new { Regex = @" ?\p{L}+| ?[^\s\p{L}]+" },
                behavior = "Isolated",
                invert = false
            },
            model = new
            {
                type = "BPE",
                unk_token = "word",
                fuse_unk = true,
                vocab = new Dictionary<string, int> { ["word"] = 100 },
                merges = Array.Empty<string>()
            },
        }));
    }
}

using System.Text.Json;

namespace StreamServer.Tests.Models.Conversion;

/// <summary>A whole Spark-TTS checkpoint folder, as Hugging Face lays it out, with small random weights.</summary>
internal static class SmallSparkTts
{
    // The vocabulary of SmallQwen2 has 50 entries: letters first, then these.
    public static readonly string[] Special =
    [
        "<|im_end|>", "<|task_tts|>", "<|task_controllable_tts|>", "<|start_content|>", "<|end_content|>", "<|start_style_label|>",
        "<|end_style_label|>",
        "<|start_global_token|>", "<|end_global_token|>", "<|start_semantic_token|>", "<|end_semantic_token|>",
        "<|bicodec_global_0|>", "<|bicodec_global_1|>", "<|bicodec_semantic_0|>", "<|bicodec_semantic_1|>", "<|bicodec_semantic_2|>",
    ];

    private const string Letters = "abcdefghijklmnopqrstuvwxyz .,?!'";

    public static int IdOf(string token) => Letters.Length + Array.IndexOf(Special, token);

    public static void Write(string folder)
    {
        string languageModel = Directory.CreateDirectory(Path.Combine(folder, "LLM")).FullName;
        WriteJson(Path.Combine(languageModel, "config.json"), new
        {
            model_type = "qwen2",
            hidden_act = "silu",
            hidden_size = SmallQwen2.Config.Hidden,
            num_hidden_layers = SmallQwen2.Config.Layers,
            num_attention_heads = SmallQwen2.Config.Heads,
            num_key_value_heads = SmallQwen2.Config.KeyValueHeads,
            vocab_size = SmallQwen2.Config.Vocabulary,
            max_position_embeddings = SmallQwen2.Config.MaxPositions,
            rms_norm_eps = SmallQwen2.Config.NormEpsilon,
            rope_theta = SmallQwen2.Config.RopeTheta,
            eos_token_id = IdOf("<|im_end|>"),
            bos_token_id = (int?)null,
        });
        WriteJson(Path.Combine(languageModel, "tokenizer.json"), new
        {
            added_tokens = Special.Select(
                token => new
                {
                    id = IdOf(token),
                    content = token,
                    single_word = false,
                    lstrip = false,
                    rstrip = false,
                    normalized = false,
                    special = true
                }),
            normalizer = new { type = "Lowercase" },
            pre_tokenizer = new { type = "Split", pattern = new { Regex = "." }, behavior = "Isolated", invert = false },
            model = new
            {
                type = "BPE",
                vocab = Letters.Select((letter, id) => (letter, id))
                .ToDictionary(pair => pair.letter.ToString(), pair => pair.id),
                merges = Array.Empty<string>()
            },
        });
        SmallQwen2.Checkpoint(tied: true).WriteSafetensors(Path.Combine(languageModel, "model.safetensors"));

        string codec = Directory.CreateDirectory(Path.Combine(folder, "BiCodec")).FullName;
        File.WriteAllText(Path.Combine(codec, "config.yaml"),
            "audio_tokenizer:\n  decoder:\n    rates: [8, 5, 4, 2]\n  speaker_encoder:\n    fsq_levels: [4, 4, 4, 4, 4, 4]\n");
        SmallSpeakerEncoder.Add(SmallBiCodec.Checkpoint(), SmallBiCodec.Levels.Length)
            .WriteSafetensors(Path.Combine(codec, "model.safetensors"));
    }

    private static void WriteJson<T>(string path, T value) => File.WriteAllText(path, JsonSerializer.Serialize(value));
}

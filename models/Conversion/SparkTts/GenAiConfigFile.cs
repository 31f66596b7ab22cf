using System.Text.Json;
using System.Text.Json.Nodes;
using StreamServer.Models.Conversion.Qwen2;
using StreamServer.Models.Manifest;

namespace StreamServer.Models.Conversion.SparkTts;

/// <summary>Writes <c>genai_config.json</c> with the members that onnxruntime-genai's builder writes for Qwen2.</summary>
internal static class GenAiConfigFile
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static void Write(string path, Qwen2Config config, Qwen2Options options, SamplingDefaults sampling)
    {
        JsonObject document = new()
        {
            ["model"] = new JsonObject
            {
                ["type"] = "qwen2",
                ["context_length"] = options.ContextLength,
                ["vocab_size"] = config.Vocabulary,
                ["bos_token_id"] = config.BeginToken,
                ["eos_token_id"] = config.EndTokens is [int single]
                    ? single
                    : new JsonArray([.. config.EndTokens.Select(token => JsonValue.Create(token))]),
                ["pad_token_id"] = config.PadToken,
                ["decoder"] = new JsonObject
                {
                    ["session_options"] = new JsonObject { ["provider_options"] = new JsonArray() },
                    ["filename"] = "model.onnx",
                    ["head_size"] = config.HeadSize,
                    ["hidden_size"] = config.Hidden,
                    ["num_attention_heads"] = config.Heads,
                    ["num_hidden_layers"] = config.Layers,
                    ["num_key_value_heads"] = config.KeyValueHeads,
                    ["inputs"] = new JsonObject
                    {
                        ["input_ids"] = "input_ids",
                        ["attention_mask"] = "attention_mask",
                        ["past_key_names"] = "past_key_values.%d.key",
                        ["past_value_names"] = "past_key_values.%d.value",
                    },
                    ["outputs"] = new JsonObject
                    {
                        ["logits"] = "logits",
                        ["present_key_names"] = "present.%d.key",
                        ["present_value_names"] = "present.%d.value",
                    },
                },
            },
            ["search"] = new JsonObject
            {
                ["do_sample"] = true,
                ["max_length"] = options.ContextLength,
                ["past_present_share_buffer"] = true,
                ["temperature"] = sampling.Temperature,
                ["top_k"] = sampling.TopK,
                ["top_p"] = sampling.TopP,
                ["repetition_penalty"] = sampling.RepetitionPenalty,
            },
        };
        File.WriteAllText(path, document.ToJsonString(Indented) + "\n");
    }
}

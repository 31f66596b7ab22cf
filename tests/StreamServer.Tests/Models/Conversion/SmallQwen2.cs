using StreamServer.Models.Conversion.Qwen2;

namespace StreamServer.Tests.Models.Conversion;

/// <summary>A random Qwen2 checkpoint with every kind of layer of the real ones, small enough for plain loops.</summary>
internal static class SmallQwen2
{
    private const int Inner = 96;

    public static readonly Qwen2Config Config = new()
    {
        Hidden = 64,
        Layers = 3,
        Heads = 4,
        KeyValueHeads = 2,
        HeadSize = 16,
        Vocabulary = 50,
        MaxPositions = 512,
        NormEpsilon = 1e-6f,
        RopeTheta = 10000,
    };

    public static TensorBag Checkpoint(bool tied)
    {
        TensorBag bag = new(4242);
        bag.Add("model.embed_tokens.weight", [Config.Vocabulary, Config.Hidden], 0.5);
        for (int layer = 0; layer < Config.Layers; layer++)
        {
            string prefix = $"model.layers.{layer}";
            bag.Add($"{prefix}.input_layernorm.weight", [Config.Hidden], 0.2, 1)
                .Add($"{prefix}.post_attention_layernorm.weight", [Config.Hidden], 0.2, 1);
            bag.Linear($"{prefix}.self_attn.q_proj", Config.Heads * Config.HeadSize, Config.Hidden);
            bag.Linear($"{prefix}.self_attn.k_proj", Config.KeyValueHeads * Config.HeadSize, Config.Hidden);
            bag.Linear($"{prefix}.self_attn.v_proj", Config.KeyValueHeads * Config.HeadSize, Config.Hidden);
            bag.Linear($"{prefix}.self_attn.o_proj", Config.Hidden, Config.Heads * Config.HeadSize, bias: false);
            bag.Linear($"{prefix}.mlp.gate_proj", Inner, Config.Hidden, bias: false);
            bag.Linear($"{prefix}.mlp.up_proj", Inner, Config.Hidden, bias: false);
            bag.Linear($"{prefix}.mlp.down_proj", Config.Hidden, Inner, bias: false);
        }

        bag.Add("model.norm.weight", [Config.Hidden], 0.2, 1);
        return tied ? bag : bag.Linear("lm_head", Config.Vocabulary, Config.Hidden, bias: false);
    }
}

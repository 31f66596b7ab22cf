using System.Text.Json;
using StreamServer.Models.Conversion.Checkpoints;

namespace StreamServer.Models.Conversion.Qwen2;

/// <summary>The members of a Qwen2 checkpoint's <c>config.json</c> that its graph depends on.</summary>
internal sealed record Qwen2Config
{
    public required int Hidden { get; init; }

    public required int Layers { get; init; }

    public required int Heads { get; init; }

    public required int KeyValueHeads { get; init; }

    public required int HeadSize { get; init; }

    public required int Vocabulary { get; init; }

    public required int MaxPositions { get; init; }

    public required float NormEpsilon { get; init; }

    public required double RopeTheta { get; init; }

    public IReadOnlyList<int> EndTokens { get; init; } = [];

    public int? PadToken { get; init; }

    public int? BeginToken { get; init; }

    /// <exception cref="CommandException">No file, another architecture, or a member is missing: says which.</exception>
    public static Qwen2Config Read(string path)
    {
        try
        {
            using JsonDocument document = CheckpointJson.Parse(path);
            JsonElement config = document.RootElement;
            Demand(config, "model_type", "qwen2", path);
            Demand(config, "hidden_act", "silu", path);
            Refuse(config, path);
            int hidden = Size(config, "hidden_size", 1 << 16);
            int heads = Size(config, "num_attention_heads", 1 << 10);
            return new Qwen2Config
            {
                Hidden = hidden,
                Layers = Size(config, "num_hidden_layers", 1 << 10),
                Heads = heads,
                KeyValueHeads = Size(config, "num_key_value_heads", heads),
                HeadSize = Number(config, "head_dim") is null ? hidden / heads : Size(config, "head_dim", 1 << 10),
                Vocabulary = Size(config, "vocab_size", 1 << 22),
                MaxPositions = Size(config, "max_position_embeddings", 1 << 20),
                NormEpsilon = config.GetProperty("rms_norm_eps").GetSingle(),
                RopeTheta = Theta(config),
                EndTokens = Numbers(config, "eos_token_id"),
                PadToken = Number(config, "pad_token_id"),
                BeginToken = Number(config, "bos_token_id"),
            };
        }
        catch (Exception exception) when (
            exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new CommandException($"{path}: {exception.Message}", exception);
        }
    }

    /// <summary>A size that the graph's tensors get: some of them are made before the checkpoint is looked at.</summary>
    private static int Size(JsonElement config, string member, int most)
    {
        int size = config.GetProperty(member).GetInt32();
        return size >= 1 && size <= most ? size : throw new FormatException($"'{member}' is {size}, not 1 to {most}.");
    }

    /// <summary>What the graph does not do: a checkpoint that wants it would speak, but other than its makers heard it.</summary>
    private static void Refuse(JsonElement config, string path)
    {
        if (config.TryGetProperty("use_sliding_window", out JsonElement sliding) && sliding.ValueKind == JsonValueKind.True)
        {
            throw new CommandException($"{path}: 'use_sliding_window' is true; only attention to the whole past is converted.");
        }

        foreach (string member in (string[])["rope_scaling", "rope_parameters"])
        {
            if (config.TryGetProperty(member, out JsonElement rope) && rope.ValueKind == JsonValueKind.Object
                && (TypeOf(rope, "rope_type") ?? TypeOf(rope, "type")) is { } type && type != "default")
            {
                throw new CommandException(
                    $"{path}: '{member}' asks for rotary positions of type '{type}'; only plain ones are converted.");
            }
        }

        bool namesLayers = config.TryGetProperty("layer_types", out JsonElement layers) && layers.ValueKind == JsonValueKind.Array;
        foreach (JsonElement layer in namesLayers ? layers.EnumerateArray() : [])
        {
            if (layer.GetString() is { } type && type != "full_attention")
            {
                throw new CommandException($"{path}: 'layer_types' has '{type}'; only 'full_attention' is converted.");
            }
        }
    }

    private static string? TypeOf(JsonElement rope, string member) =>
        rope.TryGetProperty(member, out JsonElement type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;

    private static void Demand(JsonElement config, string member, string expected, string path)
    {
        string? actual = config.TryGetProperty(member, out JsonElement value) ? value.GetString() : null;
        if (actual is not null && actual != expected)
        {
            throw new CommandException($"{path}: '{member}' is '{actual}', only '{expected}' is converted.");
        }
    }

    // Newer checkpoints keep it in an object of rope parameters.
    private static double Theta(JsonElement config)
    {
        if (config.TryGetProperty("rope_theta", out JsonElement theta))
        {
            return theta.GetDouble();
        }

        return config.GetProperty("rope_parameters").GetProperty("rope_theta").GetDouble();
    }

    private static int? Number(JsonElement config, string member) =>
        config.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;

    private static IReadOnlyList<int> Numbers(JsonElement config, string member) =>
        config.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(item => item.GetInt32())]
            : Number(config, member) is { } single ? [single] : [];
}

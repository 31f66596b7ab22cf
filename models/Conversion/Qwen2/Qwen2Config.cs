using System.Text.Json;

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
        if (!File.Exists(path))
        {
            throw new CommandException($"{path} does not exist.");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonElement config = document.RootElement;
            Demand(config, "model_type", "qwen2", path);
            Demand(config, "hidden_act", "silu", path);
            int hidden = config.GetProperty("hidden_size").GetInt32();
            int heads = config.GetProperty("num_attention_heads").GetInt32();
            return new Qwen2Config
            {
                Hidden = hidden,
                Layers = config.GetProperty("num_hidden_layers").GetInt32(),
                Heads = heads,
                KeyValueHeads = config.GetProperty("num_key_value_heads").GetInt32(),
                HeadSize = Number(config, "head_dim") ?? hidden / heads,
                Vocabulary = config.GetProperty("vocab_size").GetInt32(),
                MaxPositions = config.GetProperty("max_position_embeddings").GetInt32(),
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

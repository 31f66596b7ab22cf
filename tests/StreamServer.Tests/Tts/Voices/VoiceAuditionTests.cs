using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using StreamServer.Inference.Tts.Lm;
using StreamServer.Inference.Tts.Prompt;
using StreamServer.Inference.Tts.Prompt.Tokenizer;
using StreamServer.Inference.Tts.Voices;
using StreamServer.Models.Manifest;
using StreamServer.Tests.Models.Conversion;

namespace StreamServer.Tests.Tts.Voices;

/// <summary>A voice that a model makes up from gender, pitch and speed, by the manifest's own prompts of Spark-TTS.</summary>
public sealed class VoiceAuditionTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly TestMeters _meters = new();

    public void Dispose()
    {
        _folder.Dispose();
        _meters.Dispose();
    }

    [Fact]
    public async Task The_acoustic_part_is_written_before_the_globals_as_the_original_does()
    {
        TtsModelSpec spec = BundledModels.Manifest.Get(ModelRole.TtsLm, "spark-tts-0.5b").Tts! with
        {
            VoiceCandidates = 1,
            Stop = ["<|end_semantic_token|>"],
        };
        string[] special =
        [
            "<|task_tts|>", "<|task_controllable_tts|>", "<|start_content|>", "<|end_content|>", "<|start_style_label|>",
            "<|end_style_label|>", "<|gender_0|>", "<|pitch_label_2|>", "<|speed_label_2|>", "<|start_acoustic_token|>",
            "<|end_acoustic_token|>", "<|start_global_token|>", "<|end_global_token|>", "<|start_semantic_token|>",
            "<|end_semantic_token|>", "<|bicodec_global_0|>", "<|bicodec_global_1|>", "<|bicodec_semantic_0|>", "<|bicodec_semantic_1|>",
            "<|pitch_value_0|>", "<|pitch_value_1|>", "<|pitch_var_value_0|>", "<|speed_value_0|>", "<|loudness_value_0|>",
        ];
        LmTokenizer tokenizer = WriteTokenizer(special);
        TtsVocabulary vocabulary = new(tokenizer, spec, "small");
        int Id(string name) => tokenizer.IdOf($"<|{name}|>")!.Value;
        using ControlledSparkModel model = new(
            special.Max(token => tokenizer.IdOf(token)!.Value) + 1,
            new Dictionary<int, int[]>
            {
                // The favourite of all is not an attribute: it may not be said there. Sampled, the third would come now and then.
                [Id("start_acoustic_token")] = [Id("bicodec_global_1"), Id("pitch_value_1"), Id("speed_value_0")],
                [Id("pitch_value_1")] = [Id("end_semantic_token"), Id("loudness_value_0")],
                [Id("loudness_value_0")] = [Id("end_acoustic_token")],
                [Id("start_global_token")] = [Id("pitch_value_1"), Id("bicodec_global_1")],
                [Id("bicodec_global_1")] = [Id("end_global_token"), Id("bicodec_global_1")],
            },
            [Id("bicodec_semantic_1")]);
        using LmEngine engine = new(
            model, new LmLimits(64, 1000, 1000, 0), new PlaybackBoard(4, 50, 1000, TimeProvider.System), 100, 100, TimeProvider.System,
            _meters.MakeLm(), NullLogger<LmEngine>.Instance, _ => { });
        engine.Start();
        PromptBuilder prompts = new(tokenizer, spec, vocabulary);
        VoiceAudition audition = new(prompts, LegalAnswers.Of(vocabulary, model.ColumnOf), engine, spec, TimeProvider.System);

        Voice voice = new VoiceCatalog(spec.Speakers).Get("Mitra");
        (int[] globals, _) = await audition.RunAsync(voice).WaitAsync(Limit);

        Assert.Equal([.. Enumerable.Repeat(1, 32)], globals);

        // cli/SparkTTS.py: process_prompt_control ends after end_style_label; the model writes on from start_acoustic_token.
        int[] control =
        [
            Id("task_controllable_tts"), Id("start_content"),
            .. tokenizer.Encode("Hello, it is good to hear from you today."), Id("end_content"),
            Id("start_style_label"), Id("gender_0"), Id("pitch_label_2"), Id("speed_label_2"), Id("end_style_label"),
            Id("start_acoustic_token"),
        ];
        Assert.Equal(control, model.Prompts[0]);
        Assert.Equal(
            [.. control, Id("pitch_value_1"), Id("loudness_value_0"), Id("end_acoustic_token"), Id("start_global_token")],
            model.Prompts[1]);
    }

    private LmTokenizer WriteTokenizer(string[] special)
    {
        const string Letters = "abcdefghijklmnopqrstuvwxyz .,?!'";
        string path = _folder.File("tokenizer.json");
        File.WriteAllText(path, JsonSerializer.Serialize(new
        {
            added_tokens = special.Select((token, index) => new
            {
                id = Letters.Length + index,
                content = token,
                single_word = false,
                lstrip = false,
                rstrip = false,
                normalized = false,
                special = true,
            }),
            normalizer = new { type = "Lowercase" },
            pre_tokenizer = new { type = "Split", pattern = new { Regex = "." }, behavior = "Isolated", invert = false },
            model = new
            {
                type = "BPE",
                vocab = Letters.Select((letter, id) => (letter, id)).ToDictionary(pair => pair.letter.ToString(), pair => pair.id),
                merges = Array.Empty<string>(),
            },
        }));
        return LmTokenizer.Load(path);
    }
}

using System.Text.Json;
using StreamServer.Models.Manifest;

namespace StreamServer.Benchmarks.Shapes;

/// <summary>Writes a manifest that lets the server run the models of <see cref="ShapesCommand"/>, beside the bundled recogniser.</summary>
internal static class ShapesManifest
{
    private const string Speech = "<|task_tts|><|start_content|>{tag}{text}<|end_content|><|start_global_token|>";
    private const string Nothing = "Random weights: for cost only.";

    public static void Write(string folder)
    {
        string repository = Path.GetFullPath("models");
        IEnumerable<ModelEntry> bundled = File.Exists(Path.Combine(repository, ModelManifest.FileName))
            ? ModelManifest.Read(Path.Combine(repository, ModelManifest.FileName))
                .Where(model => model.Role is ModelRole.Stt or ModelRole.Vad && model.Folder.StartsWith("tiny/", StringComparison.Ordinal))
            : [];
        if (bundled.Any() && !Directory.Exists(Path.Combine(folder, "tiny")))
        {
            Directory.CreateSymbolicLink(Path.Combine(folder, "tiny"), Path.Combine(repository, "tiny"));
        }

        ManifestFile file = new() { Models = [.. bundled, LanguageModel(), Codec(), SuperResolution()] };
        File.WriteAllBytes(Path.Combine(folder, ModelManifest.FileName),
            JsonSerializer.SerializeToUtf8Bytes(file, ManifestJson.Default.ManifestFile));
    }

    private static ModelEntry LanguageModel() => new()
    {
        Name = "real-shapes",
        Role = ModelRole.TtsLm,
        Kind = "spark-tts",
        Folder = "lm",
        Licence = Nothing,
        Source = Nothing,
        Notice = Nothing,
        Files = Files(("model", "model.onnx"), ("data", "model.onnx.data"), ("config", "genai_config.json"),
            ("tokenizer", "tokenizer.json"), ("head", "head_tokens.json")),
        Tts = new TtsModelSpec
        {
            Codec = "real-shapes-codec",
            Prompts = new TtsPrompts
            {
                Speaker = Speech,
                Globals = Speech + "{globals}<|end_global_token|><|start_semantic_token|>",
                Cloned = Speech.Replace("{tag}", "", StringComparison.Ordinal) + "{globals}<|end_global_token|><|start_semantic_token|>",
            },
            Stop = ["<|end_semantic_token|>", "<|im_end|>", "<|endoftext|>"],
            MaxChars = 220,

            // Random weights never stop by themselves; 15 characters a second is the pace of speech.
            MaxTokensPerChar = 50 / 15.0,
            Sampling = new SamplingDefaults(),
            Speakers = [new SpeakerSpec { Name = "Mitra", Tag = "", Globals = [.. Enumerable.Range(0, 32)] }],
        },
    };

    private static ModelEntry Codec() => new()
    {
        Name = "real-shapes-codec",
        Role = ModelRole.TtsCodec,
        Kind = "bicodec",
        Folder = "codec",
        Licence = Nothing,
        Source = Nothing,
        Files = Files(("model", "decoder.onnx"), ("data", "decoder.onnx.data"), ("speaker", "speaker.onnx"),
            ("speakerData", "speaker.onnx.data")),

        // Not the full context: a server of this model would be run with less and a crossfade.
        Codec = new CodecSpec { LeftContext = 30, RightContext = 10, FullContext = 67, FirstTokens = 12 },
    };

    private static ModelEntry SuperResolution() => new()
    {
        Name = "real-shapes-ap-bwe",
        Role = ModelRole.SuperResolution,
        Kind = "ap-bwe",
        Folder = "ap-bwe",
        SampleRate = 48000,
        Licence = Nothing,
        Source = Nothing,
        Files = Files(("model", "model.onnx"), ("data", "model.onnx.data")),
    };

    private static Dictionary<string, ModelFile> Files(params (string Name, string Path)[] files) =>
        files.ToDictionary(file => file.Name, file => new ModelFile { Path = file.Path });
}

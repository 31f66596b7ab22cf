using System.Text.Json;
using StreamServer.Models.Conversion.BiCodec;
using StreamServer.Models.Conversion.Checkpoints;
using StreamServer.Models.Conversion.Qwen2;
using StreamServer.Models.Manifest;

namespace StreamServer.Models.Conversion.SparkTts;

/// <summary>
/// A Spark-TTS checkpoint as Hugging Face holds it (safetensors, config, tokenizer) to the folders that this server loads. One tensor at a
/// time is in memory; files appear whole.
/// </summary>
internal static class SparkTtsConversion
{
    /// <returns>Manifest entries of what was written: the language model, codec and speaker encoder, as far as the checkpoint has
    /// them.</returns>
    /// <exception cref="CommandException">Something in the checkpoint is missing or of another architecture: names it.</exception>
    public static IReadOnlyList<ModelEntry> Run(SparkTtsRequest request)
    {
        string languageModel = Path.Combine(request.From, "LLM");
        string codec = Path.Combine(request.From, "BiCodec");
        if (Directory.Exists(codec) && !Directory.Exists(languageModel) && !File.Exists(Path.Combine(request.From, "config.json")))
        {
            // What a fine-tune of the language model takes from the checkpoint that it was made of.
            return [.. ConvertCodec(request, codec)];
        }

        List<ModelEntry> entries = [ConvertLanguageModel(request, Directory.Exists(languageModel) ? languageModel : request.From)];
        if (Directory.Exists(codec))
        {
            entries.AddRange(ConvertCodec(request, codec));
            entries[0] = entries[0] with
            {
                Tts = entries[0].Tts! with { Codec = entries[1].Name, SpeakerEncoder = entries.Count > 2 ? entries[2].Name : null },
            };
        }
        else
        {
            request.Say($"No BiCodec folder in {request.From}: the codec stays '{request.LanguageModel.Tts!.Codec}'.");
        }

        return entries;
    }

    private static ModelEntry ConvertLanguageModel(SparkTtsRequest request, string from)
    {
        Qwen2Config config = Qwen2Config.Read(Path.Combine(from, "config.json"));
        string tokenizer = Path.Combine(from, "tokenizer.json");
        Qwen2Options options = new()
        {
            Weights = request.Weights,
            Head = request.Head,
            HeadTokens = request.FullHead ? null : HeadTokens.Find(tokenizer),
            ContextLength = config.MaxPositions,
        };
        string to = Path.Combine(request.To, "lm");
        Directory.CreateDirectory(to);
        using SafetensorsFolder checkpoint = new(from);

        int scored = options.HeadTokens?.Count ?? config.Vocabulary;
        request.Say($"Language model: {config.Layers} layers of {config.Hidden}, {config.Vocabulary} tokens of which {scored} are scored, "
            + $"weights {Text(options.Weights)}, head {Text(options.Head)}.");
        Qwen2Graph.Write(checkpoint, config, options, Path.Combine(to, "model.onnx"));
        GenAiConfigFile.Write(Path.Combine(to, "genai_config.json"), config, options, request.LanguageModel.Tts!.Sampling);

        // Not File.Copy: the copy of a read-only file could not be replaced by the next conversion.
        File.WriteAllBytes(Path.Combine(to, "tokenizer.json"), File.ReadAllBytes(tokenizer));
        Dictionary<string, string> files = new()
        {
            ["model"] = "model.onnx",
            ["data"] = "model.onnx.data",
            ["config"] = "genai_config.json",
            ["tokenizer"] = "tokenizer.json",
        };
        if (options.HeadTokens is { } head)
        {
            File.WriteAllText(Path.Combine(to, "head_tokens.json"), JsonSerializer.Serialize(head));
            files["head"] = "head_tokens.json";
        }

        if (options.Weights != WeightFormat.Fp32 || options.Head != WeightFormat.Fp32)
        {
            Compare(request, checkpoint, config, options, to);
        }

        return Entry(request, request.LanguageModel, request.Name, to, files);
    }

    private static IEnumerable<ModelEntry> ConvertCodec(SparkTtsRequest request, string from)
    {
        BiCodecConfig config = BiCodecConfig.Read(Path.Combine(from, "config.yaml"));
        string to = Path.Combine(request.To, "codec");
        Directory.CreateDirectory(to);
        using SafetensorsFolder checkpoint = new(from);
        request.Say($"Codec: {config.SamplesPerToken} samples a token; decoder and speaker branch as two graphs.");
        BiCodecDecoderGraph.Write(checkpoint, config, Path.Combine(to, "decoder.onnx"));
        BiCodecSpeakerGraph.Write(checkpoint, config, Path.Combine(to, "speaker.onnx"));
        ModelEntry entry = Entry(request, request.Codec, NameOf(request, request.Codec, "codec"), to, new()
        {
            ["model"] = "decoder.onnx",
            ["data"] = "decoder.onnx.data",
            ["speaker"] = "speaker.onnx",
            ["speakerData"] = "speaker.onnx.data",
        });
        yield return entry with { Codec = entry.Codec! with { SamplesPerToken = config.SamplesPerToken } };

        if (request.SpeakerEncoder is not { } like || !checkpoint.Has("speaker_encoder.perceiver_sampler.latents"))
        {
            request.Say("No speaker encoder: voices cannot be cloned.");
            yield break;
        }

        request.Say("Speaker encoder.");
        BiCodecSpeakerEncoderGraph.Write(checkpoint, config, Path.Combine(to, "encoder.onnx"));
        yield return Entry(
            request, like, NameOf(request, like, "speaker"), to, new() { ["model"] = "encoder.onnx", ["data"] = "encoder.onnx.data" });
    }

    private static string NameOf(SparkTtsRequest request, ModelEntry like, string part) =>
        request.Name == request.LanguageModel.Name ? like.Name : $"{request.Name}-{part}";

    /// <summary>
    /// Says how far the quantised model is from the same graph in full precision, which exists only as long as that takes.
    /// </summary>
    private static void Compare(SparkTtsRequest request, ICheckpoint checkpoint, Qwen2Config config, Qwen2Options options, string to)
    {
        string full = Path.Combine(to, "comparison");
        Directory.CreateDirectory(full);
        try
        {
            Qwen2Graph.Write(
                checkpoint,
                config,
                options with { Weights = WeightFormat.Fp32, Head = WeightFormat.Fp32 },
                Path.Combine(full, "model.onnx"));
            IReadOnlyList<int[]> prompts = SamplePrompts.Encode(
                request.LanguageModel.Tts!, request.Tokenizer(Path.Combine(to, "tokenizer.json")));
            LogitComparison.Result result = LogitComparison.Run(
                Path.Combine(full, "model.onnx"), Path.Combine(to, "model.onnx"), config, options.HeadTokens, prompts);
            request.Say(result.ToString());
        }
        finally
        {
            Directory.Delete(full, recursive: true);
        }
    }

    private static ModelEntry Entry(SparkTtsRequest request, ModelEntry like, string name, string folder, Dictionary<string, string> files)
    {
        bool same = name == like.Name;
        return like with
        {
            Name = name,
            Folder = Path.GetRelativePath(request.ManifestFolder, folder).Replace('\\', '/'),
            Root = folder,
            Licence = same ? like.Licence : $"That of the checkpoint; the original's is: {like.Licence}",
            Source = same ? like.Source : $"Converted from {Path.GetFileName(Path.TrimEndingDirectorySeparator(request.From))}.",
            Notice = same ? like.Notice : null,
            Checkpoint = same ? like.Checkpoint : null,
            Files = files.Where(file => File.Exists(Path.Combine(folder, file.Value))).ToDictionary(
                file => file.Key,
                file => new ModelFile
                {
                    Path = file.Value,
                    Bytes = new FileInfo(Path.Combine(folder, file.Value)).Length,
                    Sha256 = ModelManifest.HashOf(Path.Combine(folder, file.Value)),
                }),
        };
    }

    private static string Text(WeightFormat format) => format.ToString().ToLowerInvariant();
}

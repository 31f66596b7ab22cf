using System.Text.Json;
using System.Text.Json.Nodes;
using StreamServer.Inference.Onnx;

namespace StreamServer.FunctionalTests.Tts;

/// <summary>The bundled models in a folder of its own, where some of them can be exchanged for ones that fail at work.</summary>
internal sealed class BrokenModels : IDisposable
{
    /// <summary>A word of the caller's text that the language model fails on: its tokenizer knows it, its embedding does not.</summary>
    public const string Word = "<|broken|>";

    /// <summary>The one speaker that the broken codec fails on.</summary>
    public const string Speaker = "Veda";

    private const int FirstGlobalOfSpeaker = 96;
    private const int SamplesPerToken = 320;

    private readonly string _tiny;

    public BrokenModels()
    {
        Folder = Directory.CreateTempSubdirectory("models-").FullName;
        _tiny = Directory.CreateDirectory(Path.Combine(Folder, "tiny")).FullName;
        string models = Path.Combine(ServerFixture.Root, "models");
        foreach (string folder in Directory.EnumerateDirectories(Path.Combine(models, "tiny")))
        {
            string copy = Directory.CreateDirectory(Path.Combine(_tiny, Path.GetFileName(folder))).FullName;
            foreach (string file in Directory.EnumerateFiles(folder))
            {
                File.CreateSymbolicLink(Path.Combine(copy, Path.GetFileName(file)), file);
            }
        }

        JsonNode manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(models, "manifest.json")))!;
        foreach (JsonNode? file in manifest["models"]!.AsArray()
            .SelectMany(model => model!["files"]!.AsObject().Select(file => file.Value)))
        {
            file!.AsObject().Remove("sha256");
            file.AsObject().Remove("bytes");
        }

        File.WriteAllText(Path.Combine(Folder, "manifest.json"), manifest.ToJsonString());
    }

    public string Folder { get; }

    public Dictionary<string, string?> Settings => new() { ["MODELS_DIR"] = Folder };

    /// <summary>A prompt with <see cref="Word"/> makes the language model throw.</summary>
    public BrokenModels BreakLanguageModel()
    {
        string path = Path.Combine(_tiny, "tts", "tokenizer.json");
        JsonNode tokenizer = JsonNode.Parse(File.ReadAllText(path))!;
        tokenizer["added_tokens"]!.AsArray().Add(new JsonObject
        {
            ["id"] = 100_000,
            ["content"] = Word,
            ["single_word"] = false,
            ["lstrip"] = false,
            ["rstrip"] = false,
            ["normalized"] = false,
            ["special"] = true,
        });
        File.Delete(path);
        File.WriteAllText(path, tokenizer.ToJsonString());
        return this;
    }

    /// <summary>A codec that hums, and throws for <see cref="Speaker"/> as soon as a window has so many tokens.</summary>
    public BrokenModels BreakCodec(int tokens)
    {
        string path = Path.Combine(_tiny, "codec", "model.onnx");
        File.Delete(path);
        using OnnxGraphWriter graph = new(path, "broken");
        string semantic = graph.Input("semantic_tokens", OnnxType.Int64, "batch", "length");
        string globals = graph.Input("global_tokens", OnnxType.Int64, "batch", 32);

        // The length, or 0 for other speakers, is looked up in a table that is too short for it.
        string length = graph.Node("Gather", [graph.Node("Shape", [semantic], "shape"), graph.Long("axis", 1)], "window_length");
        string largest = graph.Node("ReduceMax", [globals], "largest", OnnxAttribute.Of("keepdims", 0));
        string isSpeaker = graph.Node("Cast", [graph.Node("GreaterOrEqual", [largest, graph.Long("first", FirstGlobalOfSpeaker)], "above")],
            "is_speaker", OnnxAttribute.Of("to", (long)OnnxType.Int64));
        string level = graph.Node(
            "Gather", [graph.Floats("levels", Enumerable.Repeat(0.1f, tokens).ToArray(), tokens),
            graph.Node("Mul", [length, isSpeaker], "index")], "level");

        string each = graph.Node(
            "Unsqueeze", [graph.Node("Cast", [semantic], "numbers", OnnxAttribute.Of("to", (long)OnnxType.Float)), graph.Longs("last", 2)],
            "each");
        string repeated = graph.Node("Tile", [each, graph.Longs("repeats", 1, 1, SamplesPerToken)], "repeated");
        string silent = graph.Node("Mul", [repeated, graph.Floats("nothing", [0f], 1)], "silent");
        string hum = graph.Node("Add", [silent, level], "hum");
        graph.Node("Reshape", [hum, graph.Longs("wave_shape", 0, 1, -1)], "wav");
        graph.Output("wav", OnnxType.Float, "batch", 1, "samples");
        graph.Save();
        return this;
    }

    /// <summary>A model that never stops by itself: the token that ends its answers is one that it never says.</summary>
    public BrokenModels NeverStop()
    {
        string path = Path.Combine(Folder, "manifest.json");
        JsonNode manifest = JsonNode.Parse(File.ReadAllText(path))!;
        JsonNode model = manifest["models"]!.AsArray().First(model => model!["name"]!.GetValue<string>() == "tiny-spark-tts")!;
        model["tts"]!["stop"] = JsonSerializer.SerializeToNode(new[] { "<|unk|>" });
        File.WriteAllText(path, manifest.ToJsonString());
        return this;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

using System.Text.Json.Nodes;
using StreamServer.Inference.Onnx;

namespace StreamServer.FunctionalTests.Stt;

/// <summary>
/// A models folder that has, beside the bundled models, three with SenseVoice's interface: <c>broken</c> runs on one second of
/// audio and fails on anything else, <c>slow</c> takes longer than speech, <c>unsure</c> gives each word a third. All say "hello"
/// whatever they hear.
/// </summary>
public sealed class OddModels : IDisposable
{
    public const string Broken = "broken";
    public const string Slow = "slow";
    public const string Unsure = "unsure";

    private const int Columns = 560;

    /// <summary>Rows of one second, which the server warms up with: 98 windows of 25 ms every 10 ms, one row for six of them.</summary>
    private const int RowsOfOneSecond = 17;

    private static readonly string[] Pieces = ["<unk>", "▁hello", "<|en|>", "<|nospeech|>", "<|NEUTRAL|>", "<|Speech|>", "<|woitn|>"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streamserver-test-");

    public OddModels()
    {
        string bundled = Path.Combine(ServerFixture.Root, "models");
        JsonNode manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(bundled, "manifest.json")))!;
        JsonArray models = manifest["models"]!.AsArray();
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "tiny"), Path.Combine(bundled, "tiny"));
        models.Add(Write(Broken, 9, OnlyOneSecond));
        models.Add(Write(Slow, 9, TakeLong));
        models.Add(Write(Unsure, 1, (_, features) => features));
        File.WriteAllText(Path.Combine(_folder.FullName, "manifest.json"), manifest.ToJsonString());
    }

    /// <summary>For <c>MODELS_DIR</c>.</summary>
    public string Folder => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);

    private JsonNode Write(string name, float score, Func<OnnxGraphWriter, string, string> spoil)
    {
        string folder = _folder.CreateSubdirectory(name).FullName;
        File.WriteAllLines(Path.Combine(folder, "tokens.txt"), Pieces.Select((piece, id) => $"{piece} {id}"));
        using OnnxGraphWriter graph = new(Path.Combine(folder, "model.onnx"), name);
        string features = graph.Input("x", OnnxType.Float, "batch", "time", Columns);
        string lengths = graph.Input("x_length", OnnxType.Int32, "batch");
        string language = graph.Input("language", OnnxType.Int32, "batch");
        string norm = graph.Input("text_norm", OnnxType.Int32, "batch");

        // Four frames of tags, all the same, then "hello" in every frame: one word after repeats are merged.
        string ids = graph.Node("Add", [graph.Node("Add", [language, norm], "sum"), lengths], "every_input");
        string none = graph.Node("Sub", [ids, ids], "none");
        string tags = graph.Node("Gather", [graph.Floats("tag_table", new float[4 * Pieces.Length], 1, 4, Pieces.Length), none], "tags",
            OnnxAttribute.Of("axis", 0L));
        string text = graph.Node(
            "MatMul", [spoil(graph, features), graph.Floats("weight", new float[Columns * Pieces.Length], Columns, Pieces.Length)], "zero");
        string hello = graph.Node("Add", [text, graph.Floats("bias", [0, score, 0, 0, 0, 0, 0], Pieces.Length)], "hello");
        graph.Node("Concat", [tags, hello], "logits", OnnxAttribute.Of("axis", 1L));
        graph.Output("logits", OnnxType.Float, "batch", "frames", Pieces.Length);
        string zeros = string.Join(',', Enumerable.Repeat('0', Columns));
        foreach ((string key, string value) in ((string, string)[])
        [
            ("lfr_window_size", "7"), ("lfr_window_shift", "6"), ("normalize_samples", "0"), ("model_type", "sense_voice_ctc"),
            ("neg_mean", zeros), ("inv_stddev", zeros), ("vocab_size", $"{Pieces.Length}"), ("version", "2"),
            ("lang_auto", "0"), ("lang_en", "4"), ("with_itn", "14"), ("without_itn", "15"),
        ])
        {
            graph.Metadata(key, value);
        }

        graph.Save();
        return new JsonObject
        {
            ["name"] = name,
            ["role"] = "stt",
            ["kind"] = "sense-voice",
            ["folder"] = name,
            ["files"] = new JsonObject
            {
                ["model"] = new JsonObject { ["path"] = "model.onnx" },
                ["tokens"] = new JsonObject { ["path"] = "tokens.txt" }
            },
            ["licence"] = "none",
            ["source"] = "this test",
        };
    }

    /// <summary>A sum with a constant of that length: no other length can be added to it.</summary>
    private static string OnlyOneSecond(OnnxGraphWriter graph, string features) =>
        graph.Node("Add", [features, graph.Floats("one_second", new float[RowsOfOneSecond], 1, RowsOfOneSecond, 1)], "spoilt");

    /// <summary>Two dozen products of large matrices, each of the one before it: half a second on one fast core.</summary>
    private static string TakeLong(OnnxGraphWriter graph, string features)
    {
        const int Size = 1024;
        string factor = graph.Floats("factor", new float[Size * Size], Size, Size);
        string mean = graph.Node("ReduceMean", [features], "mean", OnnxAttribute.Of("keepdims", 0L));
        string product = graph.Node("Add", [factor, mean], "product_0");
        for (int i = 1; i <= 24; i++)
        {
            product = graph.Node("MatMul", [product, factor], $"product_{i}");
        }

        return graph.Node("Add", [features, graph.Node("ReduceMean", [product], "late", OnnxAttribute.Of("keepdims", 0L))], "spoilt");
    }
}

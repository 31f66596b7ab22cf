using Microsoft.ML.OnnxRuntime;
using StreamServer.Inference.Onnx;
using StreamServer.Inference.Tts.Lm;
using StreamServer.Models.Conversion;
using StreamServer.Tests.Models.Conversion;

namespace StreamServer.Tests.Tts.Lm;

/// <summary>Heads in the forms in which exporters write them, in a graph that is nothing but an embedding and a head.</summary>
public sealed class OutputHeadTests : IDisposable
{
    private const int Vocabulary = 40;
    private const int Hidden = 64;
    private const int Blocks = Hidden / 32;

    private static readonly int[] Kept = [3, 4, 5, 11, 30, 39];
    private static readonly long[] Ids = [7, 39, 0, 13, 21];

    private readonly TemporaryFolder _folder = new();
    private readonly Random _random = new(99);

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Forms =>
        ["float", "float with bias", "tied through a transpose", "gemm", "gemm of columns", "cast and scaled", "int8",
            "int4 with zero points", "int8 with flat scales and a bias", "already last"];

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_cut_head_scores_its_tokens_of_the_last_position_as_the_whole_one_does(string form)
    {
        Write(form);
        float[] whole = Run("model.onnx").Values[^Vocabulary..];

        OnnxFile file = OnnxFile.Load(_folder.File("model.onnx"));
        OutputHead head = OutputHead.Find(file, "logits");
        Assert.Equal(Vocabulary, head.Vocabulary);
        Save(file, head.Cut(Kept), "cut.onnx");

        (long[] shape, float[] values) = Run("cut.onnx");
        Assert.Equal([1, 1, Kept.Length], shape);
        Assert.Equal(Kept.Select(token => whole[token]), values, (one, other) => MathF.Abs(one - other) < 1e-5f);
    }

    [Theory]
    [InlineData("float")]
    [InlineData("int8")]
    public void A_head_can_be_limited_to_the_last_position_alone(string form)
    {
        Write(form);
        float[] whole = Run("model.onnx").Values[^Vocabulary..];

        OnnxFile file = OnnxFile.Load(_folder.File("model.onnx"));
        Save(file, OutputHead.Find(file, "logits").Cut(null), "cut.onnx");

        (long[] shape, float[] values) = Run("cut.onnx");
        Assert.Equal([1, 1, Vocabulary], shape);
        Assert.Equal(whole, values, (one, other) => MathF.Abs(one - other) < 1e-5f);
    }

    [Fact]
    public void The_old_weights_go_unless_something_else_reads_them()
    {
        Write("float");
        Assert.DoesNotContain("lm_head.weight", CutWeights());

        Write("tied through a transpose");
        Assert.Contains("embed_tokens", CutWeights());

        IEnumerable<string> CutWeights()
        {
            OnnxFile file = OnnxFile.Load(_folder.File("model.onnx"));
            Save(file, OutputHead.Find(file, "logits").Cut(Kept), "cut.onnx");
            return OnnxFile.Load(_folder.File("cut.onnx")).Weights.Keys;
        }
    }

    [Fact]
    public void A_graph_that_makes_its_logits_in_another_way_is_refused_by_the_name_of_the_node()
    {
        using (OnnxGraphWriter graph = Begin(out string hidden))
        {
            graph.Node("Softmax", [hidden], "logits");
            graph.Output("logits", OnnxType.Float, "batch", "sequence", Hidden);
            graph.Save();
        }

        NotSupportedException refusal = Assert.Throws<NotSupportedException>(
            () => OutputHead.Find(OnnxFile.Load(_folder.File("model.onnx")), "logits"));
        Assert.Contains("Softmax", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_model_is_refused_by_its_name()
    {
        File.WriteAllBytes(_folder.File("model.onnx"), [0x3A, 0x7F, 1, 2, 3]);
        InvalidDataException refusal = Assert.Throws<InvalidDataException>(() => OnnxFile.Load(_folder.File("model.onnx")));
        Assert.Contains("model.onnx", refusal.Message, StringComparison.Ordinal);
    }

    private void Write(string form)
    {
        using OnnxGraphWriter graph = Begin(out string hidden);
        bool isLast = form is "gemm" or "gemm of columns" or "already last";
        if (isLast)
        {
            hidden = graph.Node("Gather", [hidden, graph.Long("last", -1)], "last_hidden", OnnxAttribute.Of("axis", 1));
        }

        string scores = form switch
        {
            "tied through a transpose" => graph.Node(
                "MatMul", [hidden, graph.Node("Transpose", ["embed_tokens"], "transposed", OnnxAttribute.Ints("perm", 1, 0))], "scores"),
            "gemm" => graph.Node(
                "Gemm", [hidden, Floats(graph, "lm_head.weight", Vocabulary, Hidden), Floats(graph, "lm_head.bias", Vocabulary)], "scores",
                OnnxAttribute.Of("transB", 1)),
            "gemm of columns" => graph.Node("Gemm", [hidden, Floats(graph, "lm_head.weight", Hidden, Vocabulary)], "scores"),
            "int8" => Quantized(graph, hidden, 8, zeroPoints: false, isFlat: false, bias: false),
            "int4 with zero points" => Quantized(graph, hidden, 4, zeroPoints: true, isFlat: false, bias: false),
            "int8 with flat scales and a bias" => Quantized(graph, hidden, 8, zeroPoints: true, isFlat: true, bias: true),
            _ => graph.Node("MatMul", [hidden, Floats(graph, "lm_head.weight", Hidden, Vocabulary)], "scores"),
        };
        if (form == "float with bias")
        {
            scores = graph.Node("Add", [Floats(graph, "lm_head.bias", Vocabulary), scores], "biased");
        }
        else if (form == "cast and scaled")
        {
            scores = graph.Node("Mul",
                [graph.Node("Cast", [scores], "double", OnnxAttribute.Of("to", 1)), graph.Floats("factor", [0.5f], 1)], "scaled");
        }

        if (isLast)
        {
            graph.Node("Unsqueeze", [scores, graph.Longs("axis", 1)], "logits");
            graph.Output("logits", OnnxType.Float, "batch", 1, Vocabulary);
        }
        else
        {
            graph.Node("Identity", [scores], "logits");
            graph.Output("logits", OnnxType.Float, "batch", "sequence", Vocabulary);
        }

        graph.Save();
    }

    private OnnxGraphWriter Begin(out string hidden)
    {
        OnnxGraphWriter graph = new(_folder.File("model.onnx"), "head");
        string ids = graph.Input("input_ids", OnnxType.Int64, "batch", "sequence");
        hidden = graph.Node("Gather", [Floats(graph, "embed_tokens", Vocabulary, Hidden), ids], "hidden");
        return graph;
    }

    private string Quantized(OnnxGraphWriter graph, string x, int bits, bool zeroPoints, bool isFlat, bool bias)
    {
        int blockBytes = BlockQuantizer.BytesOfBlock(bits);
        string weight = graph.Bytes("lm_head.weight", RandomBytes(Vocabulary * Blocks * blockBytes), Vocabulary, Blocks, blockBytes);
        string scales = isFlat ? Floats(graph, "lm_head.scales", Vocabulary * Blocks) : Floats(graph, "lm_head.scales", Vocabulary, Blocks);
        int zeroBytes = Vocabulary * ((Blocks * bits + 7) / 8);
        List<string> inputs = [x, weight, scales, zeroPoints ? graph.Bytes("lm_head.zero_points", RandomBytes(zeroBytes), zeroBytes) : ""];
        if (bias)
        {
            inputs.AddRange(["", Floats(graph, "lm_head.bias", Vocabulary)]);
        }

        return graph.Node(
            "MatMulNBits",
            OnnxGraphWriter.Microsoft,
            [.. inputs],
            ["scores"],
            OnnxAttribute.Of("K", Hidden),
            OnnxAttribute.Of("N", Vocabulary),
            OnnxAttribute.Of("bits", bits),
            OnnxAttribute.Of("block_size", 32));
    }

    private string Floats(OnnxGraphWriter graph, string name, params long[] shape)
    {
        float[] values = new float[shape.Aggregate(1L, (product, dimension) => product * dimension)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (_random.NextSingle() - 0.5f) * 0.2f;
        }

        return graph.Floats(name, values, shape);
    }

    private byte[] RandomBytes(int count)
    {
        byte[] bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private void Save(OnnxFile file, OnnxEdit edit, string name)
    {
        using FileStream stream = File.Create(_folder.File(name));
        file.Write(stream, edit);
    }

    private (long[] Shape, float[] Values) Run(string name) =>
        OnnxRun.Run(_folder.File(name), new Dictionary<string, OrtValue> { ["input_ids"] = OnnxRun.Tensor(Ids, 1, Ids.Length) })["logits"];
}

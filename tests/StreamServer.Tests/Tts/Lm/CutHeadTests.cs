using Microsoft.ML.OnnxRuntime;
using StreamServer.Inference;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Tts.Lm;
using StreamServer.Models.Conversion.Checkpoints;
using StreamServer.Models.Conversion.Qwen2;
using StreamServer.Models.Conversion.SparkTts;
using StreamServer.Models.Manifest;
using StreamServer.Tests.Models.Conversion;

namespace StreamServer.Tests.Tts.Lm;

/// <summary>A language model whose head scores only some tokens, as the conversion writes it.</summary>
public sealed class CutHeadTests : IDisposable
{
    private const int MaxLength = 64;
    private static readonly int[] Kept = [3, 9, 30, 44];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ATokensScoreIsInTheColumnThatTheHeadFileSays()
    {
        TensorBag bag = Write();
        File.WriteAllText(_folder.File("head_tokens.json"), "[3,9,30,44]");
        using LmModel model = Load(HeadFile.Load(_folder.File("head_tokens.json")));
        int[] prompt = [7, 49, 0, 13];

        ReadOnlySpan<float> scores = model.Prefill(0, 0, prompt);

        double[] expected = new ReferenceQwen2(bag, SmallQwen2.Config).Logits(prompt);
        Assert.Equal(Kept.Length, model.Columns);
        foreach (int token in Kept)
        {
            Assert.Equal(expected[token], scores[model.ColumnOf(token)], 1e-4);
        }
    }

    [Fact]
    public void ATokenThatTheHeadLacksIsNamed()
    {
        Write();
        using LmModel model = Load(new Dictionary<int, int> { [3] = 0, [9] = 1, [30] = 2, [44] = 3 });

        StreamException refusal = Assert.Throws<StreamException>(() => model.ColumnOf(10));

        Assert.Contains("10", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AHeadFileOfAnotherLengthIsRefused()
    {
        Write();

        StreamException refusal = Assert.Throws<StreamException>(() => Load(new Dictionary<int, int> { [3] = 0 }));

        Assert.Contains("names 1", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1, 1]")]
    [InlineData("[")]
    public void AHeadFileThatIsNoListOfIdsIsRefused(string json)
    {
        File.WriteAllText(_folder.File("head_tokens.json"), json);

        StreamException refusal = Assert.Throws<StreamException>(() => HeadFile.Load(_folder.File("head_tokens.json")));

        Assert.Contains("head_tokens.json", refusal.Message, StringComparison.Ordinal);
    }

    private TensorBag Write()
    {
        TensorBag bag = SmallQwen2.Checkpoint(tied: true);
        bag.WriteSafetensors(_folder.File("model.safetensors"));
        using SafetensorsFile checkpoint = new(_folder.File("model.safetensors"));
        Qwen2Options options = new() { ContextLength = MaxLength, HeadTokens = Kept };
        Qwen2Graph.Write(checkpoint, SmallQwen2.Config, options, _folder.File("model.onnx"));
        GenAiConfigFile.Write(_folder.File("genai_config.json"), SmallQwen2.Config, options, new SamplingDefaults());
        return bag;
    }

    private LmModel Load(IReadOnlyDictionary<int, int> head) =>
        new(new OnnxGraph(new InferenceSession(_folder.File("model.onnx")), "small"), GenAiConfig.Load(_folder.File("genai_config.json")),
            slots: 2, MaxLength, prefillChunk: 16, head);
}

using StreamServer.Models;
using StreamServer.Models.Conversion;
using StreamServer.Models.Conversion.Checkpoints;
using StreamServer.Models.Conversion.Qwen2;

namespace StreamServer.Tests.Models.Conversion;

public sealed class Qwen2GraphTests : IDisposable
{
    private const int Length = 24;

    private static readonly int[] Prompt = [7, 49, 0, 13, 13, 21, 5];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(nameof(TensorType.Float32), true)]
    [InlineData(nameof(TensorType.Float16), false)]
    [InlineData(nameof(TensorType.BFloat16), true)]
    public void PrefillAndStepEqualPlainLoops(string type, bool tied)
    {
        TensorType stored = Enum.Parse<TensorType>(type);
        TensorBag bag = SmallQwen2.Checkpoint(tied).RoundTo(stored);
        using SafetensorsFile checkpoint = Write(bag, stored);

        Qwen2Graph.Write(checkpoint, SmallQwen2.Config, new Qwen2Options { ContextLength = Length }, _folder.File("model.onnx"));

        AssertEquals(bag, null);
    }

    [Fact]
    public void ACutHeadScoresTheNamedTokensInTheirOrder()
    {
        TensorBag bag = SmallQwen2.Checkpoint(tied: true);
        using SafetensorsFile checkpoint = Write(bag, TensorType.Float32);
        int[] kept = [44, 2, 17, 30, 31];

        Qwen2Graph.Write(checkpoint, SmallQwen2.Config, new Qwen2Options { ContextLength = Length, HeadTokens = kept },
            _folder.File("model.onnx"));

        AssertEquals(bag, kept);
    }

    // The bounds are loose because activations are quantised too and the random network is small; a wrong layout would give an error near
    // 1.
    [Theory]
    [InlineData(nameof(WeightFormat.Int8), 0.05)]
    [InlineData(nameof(WeightFormat.Row), 0.05)]
    [InlineData(nameof(WeightFormat.Int4), 0.3)]
    public void QuantisedGraphsStayNearTheFullOne(string weights, double tolerance)
    {
        WeightFormat format = Enum.Parse<WeightFormat>(weights);
        TensorBag bag = SmallQwen2.Checkpoint(tied: false);
        using SafetensorsFile checkpoint = Write(bag, TensorType.Float32);

        Qwen2Graph.Write(checkpoint, SmallQwen2.Config, new Qwen2Options { ContextLength = Length, Weights = format, Head = format },
            _folder.File("model.onnx"));

        double[] expected = new ReferenceQwen2(bag, SmallQwen2.Config).Logits(Prompt);
        float[] actual = Run(Prompt, null)["logits"].Values;
        double signal = expected.Sum(value => value * value);
        double noise = expected.Zip(actual, (a, b) => (a - b) * (a - b)).Sum();
        Assert.True(Math.Sqrt(noise / signal) < tolerance, $"Relative error {Math.Sqrt(noise / signal):F4}.");
    }

    [Fact]
    public void AMissingTensorIsNamedAndNoModelAppears()
    {
        TensorBag bag = SmallQwen2.Checkpoint(tied: true);
        bag.Tensors.Remove("model.layers.2.mlp.down_proj.weight");
        using SafetensorsFile checkpoint = Write(bag, TensorType.Float32);

        CommandException refusal = Assert.Throws<CommandException>(
            () => Qwen2Graph.Write(checkpoint, SmallQwen2.Config, new Qwen2Options { ContextLength = Length }, _folder.File("model.onnx")));

        Assert.Contains("model.layers.2.mlp.down_proj.weight", refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("model.onnx")));
    }

    private void AssertEquals(TensorBag bag, int[]? kept)
    {
        ReferenceQwen2 reference = new(bag, SmallQwen2.Config);
        Dictionary<string, (long[] Shape, float[] Values)> prefill = Run(Prompt, null);
        Assert.Equal([1, 1, kept?.Length ?? SmallQwen2.Config.Vocabulary], prefill["logits"].Shape);
        OnnxRun.AssertClose(Keep(reference.Logits(Prompt)), prefill["logits"].Values, 1e-4);

        // The next step reads what the prefill left in the cache.
        int[] longer = [.. Prompt, 42];
        OnnxRun.AssertClose(Keep(reference.Logits(longer)), Run(longer, prefill)["logits"].Values, 1e-4);

        double[] Keep(double[] logits) => kept is null ? logits : [.. kept.Select(token => logits[token])];
    }

    private Dictionary<string, (long[] Shape, float[] Values)> Run(int[] tokens, Dictionary<string, (long[] Shape, float[] Values)>? past)
    {
        long[] ids = past is null ? [.. tokens.Select(token => (long)token)] : [tokens[^1]];
        long[] mask = Enumerable.Repeat(1L, tokens.Length).ToArray();
        Dictionary<string, Microsoft.ML.OnnxRuntime.OrtValue> inputs = new()
        {
            ["input_ids"] = OnnxRun.Tensor(ids, 1, ids.Length),
            ["attention_mask"] = OnnxRun.Tensor(mask, 1, mask.Length),
        };
        for (int layer = 0; layer < SmallQwen2.Config.Layers; layer++)
        {
            foreach (string part in new[] { "key", "value" })
            {
                float[] cache = past?[$"present.{layer}.{part}"].Values
                    ?? new float[SmallQwen2.Config.KeyValueHeads * Length * SmallQwen2.Config.HeadSize];
                inputs[$"past_key_values.{layer}.{part}"] = OnnxRun.Tensor(
                    cache, 1, SmallQwen2.Config.KeyValueHeads, Length, SmallQwen2.Config.HeadSize);
            }
        }

        return OnnxRun.Run(_folder.File("model.onnx"), inputs);
    }

    private SafetensorsFile Write(TensorBag bag, TensorType type)
    {
        bag.WriteSafetensors(_folder.File("model.safetensors"), type);
        return new SafetensorsFile(_folder.File("model.safetensors"));
    }
}

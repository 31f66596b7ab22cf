using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
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

/// <summary>One random model in two forms: as onnxruntime-genai's builder writes it, and as Optimum does.</summary>
public sealed class GrowingLmModelTests : IDisposable
{
    private const int MaxLength = 64;
    private const int Slots = 3;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly int[] Tokens = [7, 49, 0, 13, 21, 5, 30, 8, 44, 2, 19, 33, 6, 41, 27, 3];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true, 16)]
    [InlineData(true, 5)]
    [InlineData(false, 1)]
    public void A_prompt_in_any_pieces_gets_the_scores_of_the_shared_form(bool tied, int piece)
    {
        Write(tied);
        using ILmModel shared = OpenShared();
        using ILmModel growing = OpenGrowing();
        for (int past = 0; past < Tokens.Length; past += piece)
        {
            int[] tokens = Tokens[past..Math.Min(past + piece, Tokens.Length)];
            AssertClose(shared.Prefill(1, past, tokens), growing.Prefill(1, past, tokens));
        }
    }

    [Fact]
    public void Rows_of_different_lengths_are_right_when_they_are_swapped_cut_back_and_taken_over()
    {
        Write(tied: true);
        using ILmModel shared = OpenShared();
        using ILmModel growing = OpenGrowing();
        int[] pasts = [4, 9, 2];
        foreach (ILmModel model in (ILmModel[])[shared, growing])
        {
            for (int slot = 0; slot < Slots; slot++)
            {
                model.Prefill(slot, 0, Tokens.AsSpan(slot, pasts[slot]));
            }

            model.Swap(0, pasts[0], 1, pasts[1]);
        }

        AssertClose(shared.Decode([11, 12, 13], [9, 4, 2]), growing.Decode([11, 12, 13], [9, 4, 2]));

        // The first row goes on, the second repeats its step with another token, the third is given to a new prompt.
        AssertClose(shared.Prefill(2, 0, Tokens), growing.Prefill(2, 0, Tokens));
        AssertClose(shared.Decode([14, 15, 16], [10, 4, 16]), growing.Decode([14, 15, 16], [10, 4, 16]));
    }

    [Fact]
    public async Task The_engine_says_the_same_tokens_with_either()
    {
        Write(tied: false);
        List<int[]> shared = await SpeakAsync(OpenShared());
        List<int[]> growing = await SpeakAsync(OpenGrowing());

        Assert.Equal(shared, growing);
        Assert.All(shared, tokens => Assert.NotEmpty(tokens));
    }

    [Fact]
    public void The_head_is_cut_here_too()
    {
        Write(tied: true);
        int[] legal = [3, 9, 10, 30, 44];
        LmFile cut = HeadCut.Prepare(_folder.File("optimum.onnx"), "logits", legal);
        using ILmModel whole = OpenGrowing();
        using ILmModel some = LmModels.Open(new OnnxGraph(new InferenceSession(cut.Path), "small"), Config("config.json"), Slots, MaxLength,
            16, cut.Head);
        float[] expected = whole.Prefill(0, 0, Tokens).ToArray();
        float[] actual = some.Prefill(0, 0, Tokens).ToArray();

        Assert.Equal(legal.Length, actual.Length);
        Assert.All(legal, token => Assert.Equal(expected[token], actual[some.ColumnOf(token)], 1e-5f));
    }

    [Fact]
    public void An_input_that_nobody_feeds_is_named()
    {
        Write(tied: true);
        GenAiConfig config = Config("config.json");
        config = config with { Model = config.Model with { Decoder = config.Model.Decoder with { NumHiddenLayers = 2 } } };
        StreamException refusal = Assert.Throws<StreamException>(
            () => LmModels.Open(new OnnxGraph(new InferenceSession(_folder.File("optimum.onnx")), "small"), config, Slots, MaxLength, 16,
                null));
        Assert.Contains("past_key_values.2.key", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task<List<int[]>> SpeakAsync(ILmModel model)
    {
        LmLimits limits = new(PrefillChunk: 6, MaxUnread: 1000, FarAhead: 1000, Guard: 0);
        using TestMeters meters = new();
        using LmEngine engine = new(model, limits, new PlaybackBoard(model.Slots, 50, 1000, TimeProvider.System), 50, 50,
            TimeProvider.System, meters.MakeLm(), NullLogger<LmEngine>.Instance,
            _ => { });
        engine.Start();
        LmRequest[] requests = [.. Enumerable.Range(0, 7).Select(i => new LmRequest
        {
            Prompt = Tokens[(i % 5)..(9 + i)],
            Legal = new LegalTokens([.. Enumerable.Range(1, 49)], [0], model.ColumnOf),
            Sampling = new SamplingSettings(0.8, 20, 0.95, 1.1),
            Seed = (ulong)i,
            MaxTokens = 10 + (4 * i),
            Pace = new PlaybackPace(TimeProvider.System, 50),
        })];
        Array.ForEach(requests, engine.Submit);
        List<int[]> tokens = [];
        foreach (LmRequest request in requests)
        {
            int count = await request.Tokens.WaitAsync(int.MaxValue).AsTask().WaitAsync(Limit);
            tokens.Add(request.Tokens.Read(0, count).ToArray());
        }

        return tokens;
    }

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-4f);
        }
    }

    private ILmModel OpenShared() => LmModels.Open(
        new OnnxGraph(new InferenceSession(_folder.File("shared.onnx")), "small"), Config("genai_config.json"), Slots, MaxLength, 16, null);

    private ILmModel OpenGrowing() => LmModels.Open(
        new OnnxGraph(new InferenceSession(_folder.File("optimum.onnx")), "small"), Config("config.json"), Slots, MaxLength, 16, null);

    private GenAiConfig Config(string name) => GenAiConfig.Load(_folder.File(name));

    private void Write(bool tied)
    {
        TensorBag bag = SmallQwen2.Checkpoint(tied);
        bag.WriteSafetensors(_folder.File("model.safetensors"));
        using SafetensorsFile checkpoint = new(_folder.File("model.safetensors"));
        Qwen2Options options = new() { ContextLength = MaxLength };
        Qwen2Graph.Write(checkpoint, SmallQwen2.Config, options, _folder.File("shared.onnx"));
        GenAiConfigFile.Write(_folder.File("genai_config.json"), SmallQwen2.Config, options, new SamplingDefaults());
        OptimumGraph.Write(bag, SmallQwen2.Config, _folder.File("optimum.onnx"));
        File.WriteAllText(_folder.File("config.json"), JsonSerializer.Serialize(new
        {
            model_type = "qwen2",
            hidden_size = SmallQwen2.Config.Hidden,
            num_hidden_layers = SmallQwen2.Config.Layers,
            num_attention_heads = SmallQwen2.Config.Heads,
            num_key_value_heads = SmallQwen2.Config.KeyValueHeads,
            max_position_embeddings = SmallQwen2.Config.MaxPositions,
            rms_norm_eps = 1e-6,
        }));
    }
}

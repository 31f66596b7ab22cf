using StreamServer.Inference;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Tts.Lm;
using StreamServer.Models.Conversion;
using StreamServer.Models.Conversion.Checkpoints;
using StreamServer.Models.Conversion.Qwen2;
using StreamServer.Models.Conversion.SparkTts;
using StreamServer.Models.Manifest;
using StreamServer.Tests.Models.Conversion;

namespace StreamServer.Tests.Tts.Lm;

/// <summary>A language model with the whole vocabulary's head, cut when it is loaded.</summary>
public sealed class HeadCutTests : IDisposable
{
    private const int MaxLength = 64;
    private static readonly int[] Legal = [44, 3, 9, 10, 11, 30];
    private static readonly int[] Prompt = [7, 49, 0, 13, 21, 5];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(nameof(WeightFormat.Fp32), true)]
    [InlineData(nameof(WeightFormat.Fp32), false)]
    [InlineData(nameof(WeightFormat.Int8), false)]
    [InlineData(nameof(WeightFormat.Int4), true)]
    public void The_legal_tokens_get_the_same_scores_in_prompts_and_steps(string format, bool tied)
    {
        Write(Enum.Parse<WeightFormat>(format), tied);
        LmFile cut = HeadCut.Prepare(Path, "logits", Legal);
        Assert.NotEqual(Path, cut.Path);
        Assert.Null(cut.Note);
        using LmModel whole = Load(new LmFile(Path));
        using LmModel some = Load(cut);
        Assert.Equal(Legal.Length, some.Columns);

        AssertSame(whole, some, whole.Prefill(0, 0, Prompt), some.Prefill(0, 0, Prompt));
        AssertSame(whole, some, whole.Decode([8], [Prompt.Length]), some.Decode([8], [Prompt.Length]));
    }

    [Fact]
    public void What_was_cut_is_kept_and_made_again_when_the_model_or_the_tokens_change()
    {
        Write(WeightFormat.Fp32, tied: false);
        string first = HeadCut.Prepare(Path, "logits", Legal).Path;
        DateTime written = File.GetLastWriteTimeUtc(first);
        Assert.Equal(first, HeadCut.Prepare(Path, "logits", Legal.Reverse()).Path);
        Assert.Equal(written, File.GetLastWriteTimeUtc(first));

        string second = HeadCut.Prepare(Path, "logits", [.. Legal, 31]).Path;
        Assert.NotEqual(first, second);
        Assert.False(File.Exists(first), "The older one stays behind.");

        File.SetLastWriteTimeUtc(Path + ".data", written.AddMinutes(1));
        Assert.NotEqual(second, HeadCut.Prepare(Path, "logits", [.. Legal, 31]).Path);
        Assert.Single(Directory.EnumerateFiles(_folder.Path, "model.head-*"));
    }

    [Fact]
    public void Where_nothing_can_be_written_the_head_is_cut_in_memory_and_the_note_says_so()
    {
        Write(WeightFormat.Int8, tied: false);

        // A folder stands where the file should be.
        string kept = HeadCut.Prepare(Path, "logits", Legal).Path;
        File.Delete(kept);
        Directory.CreateDirectory(kept);

        LmFile cut = HeadCut.Prepare(Path, "logits", Legal);
        Assert.NotNull(cut.Content);
        Assert.Contains("cannot be kept", cut.Note, StringComparison.Ordinal);
        using LmModel whole = Load(new LmFile(Path));
        using LmModel some = Load(cut);
        AssertSame(whole, some, whole.Prefill(0, 0, Prompt), some.Prefill(0, 0, Prompt));
    }

    [Fact]
    public void A_head_that_is_hardly_larger_than_the_legal_tokens_is_left_alone()
    {
        Write(WeightFormat.Fp32, tied: false);
        LmFile same = HeadCut.Prepare(Path, "logits", Enumerable.Range(0, 30));
        Assert.Equal(new LmFile(Path), same);
    }

    [Fact]
    public void A_file_that_is_no_model_is_said()
    {
        File.WriteAllText(Path, "not a model");
        StreamException refusal = Assert.Throws<StreamException>(() => HeadCut.Prepare(Path, "logits", Legal));
        Assert.Contains("model.onnx", refusal.Message, StringComparison.Ordinal);
    }

    private string Path => _folder.File("model.onnx");

    private static void AssertSame(LmModel whole, LmModel some, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        foreach (int token in Legal)
        {
            Assert.Equal(expected[whole.ColumnOf(token)], actual[some.ColumnOf(token)], 1e-5f);
        }
    }

    private void Write(WeightFormat format, bool tied)
    {
        TensorBag bag = SmallQwen2.Checkpoint(tied);
        bag.WriteSafetensors(_folder.File("model.safetensors"));
        using SafetensorsFile checkpoint = new(_folder.File("model.safetensors"));
        Qwen2Options options = new() { ContextLength = MaxLength, Weights = format, Head = format };
        Qwen2Graph.Write(checkpoint, SmallQwen2.Config, options, Path);
        GenAiConfigFile.Write(_folder.File("genai_config.json"), SmallQwen2.Config, options, new SamplingDefaults());
    }

    private LmModel Load(LmFile file)
    {
        OnnxSessions sessions = new(new RuntimeOptions { Device = DeviceKind.Cpu });
        OnnxGraph graph = sessions.Open(BundledModels.Lm, file.Path, file.Content, threads: 1);
        return new LmModel(graph, GenAiConfig.Load(_folder.File("genai_config.json")), slots: 2, MaxLength, prefillChunk: 16, file.Head);
    }
}

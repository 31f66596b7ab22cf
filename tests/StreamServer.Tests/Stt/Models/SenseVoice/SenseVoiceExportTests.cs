using System.Globalization;
using System.Text.Json;
using StreamServer.Inference;
using StreamServer.Inference.Onnx;
using StreamServer.Inference.Stt.Jobs;
using StreamServer.Inference.Stt.Models;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Tests.Stt.Models.SenseVoice;

public sealed class SenseVoiceExportTests
{
    private const int Columns = 560;

    private static readonly string[] Pieces =
        ["<unk>", "<s>", "</s>", "▁a", "b", "▁c", "<|en|>", "<|zh|>", "<|nospeech|>", "<|NEUTRAL|>", "<|HAPPY|>", "<|Speech|>",
            "<|withitn|>", "<|woitn|>"];

    private static readonly double[] Shift = [.. Enumerable.Range(0, Columns).Select(i => -10 + (0.01 * i))];

    private static readonly double[] Scale = [.. Enumerable.Range(0, Columns).Select(i => 0.1 + (0.0005 * i))];

    [Fact]
    public void Both_exports_of_the_same_weights_say_the_same()
    {
        int tokens = 0;
        for (int seed = 0; seed < 4; seed++)
        {
            RandomWeights weights = new(seed);
            using EngineModel sherpa = Sherpa(weights);
            using EngineModel funAsr = FunAsr(weights);
            using ISttModel first = sherpa.Open();
            using ISttModel second = funAsr.Open();
            Random random = new(seed);
            float[][] audio = [.. Enumerable.Range(0, 3).Select(_ => EngineModel.Audio(random, random.Next(400, 30_000)))];
            SttJobOptions options = SttJobOptions.Default with { Language = seed % 2 == 0 ? "auto" : "en", InverseNormalise = seed > 1 };

            SttTranscript[] expected = EngineModel.Run(first, [.. audio.Select(samples => sherpa.Job(samples, options))]);
            SttTranscript[] actual = EngineModel.Run(second, [.. audio.Select(samples => funAsr.Job(samples, options))]);

            foreach ((SttTranscript a, SttTranscript b) in expected.Zip(actual))
            {
                EngineModel.AssertSame(a.Tokens, b.Tokens, $"Seed {seed}");
                Assert.Equal(a.Languages, b.Languages);
                Assert.Equal(a.Emotions, b.Emotions);
                Assert.Equal(a.NoSpeech, b.NoSpeech);
                tokens += a.Tokens.Count;
            }
        }

        Assert.True(tokens > 30, $"The models say only {tokens} tokens.");
    }

    [Fact]
    public void The_languages_of_the_export_without_metadata_are_the_published_ones()
    {
        using EngineModel model = FunAsr(new RandomWeights(1));
        using ISttModel engine = model.Open();

        Assert.Equal(["zh", "en", "yue", "ja", "ko"], engine.Info.Languages);
    }

    [Fact]
    public void Statistics_that_do_not_fit_are_refused()
    {
        using EngineModel model = FunAsr(new RandomWeights(1)).Text("mvn", "am.mvn", "<Nnet>\n<AddShift> 560 560\n</Nnet>");

        StreamException failure = Assert.Throws<StreamException>(model.Open);

        Assert.Equal(StreamError.ServerNotReady, failure.Error);
        Assert.Contains("'random'", failure.Message);
    }

    private static EngineModel Sherpa(RandomWeights weights) => new EngineModel("sense-voice")
        .Tokens(Pieces)
        .Graph("model", graph =>
        {
            Add(graph, weights, ["x", "x_length", "language", "text_norm"], "logits");
            foreach ((string key, string value) in new[]
            {
                ("lfr_window_size", "7"), ("lfr_window_shift", "6"), ("normalize_samples", "0"), ("model_type", "sense_voice_ctc"),
                ("neg_mean", Join(Shift, ",")), ("inv_stddev", Join(Scale, ",")), ("vocab_size", $"{Pieces.Length}"), ("version", "2"),
                ("lang_auto", "0"), ("lang_zh", "3"), ("lang_en", "4"), ("lang_yue", "7"), ("lang_ja", "11"), ("lang_ko", "12"),
                ("lang_nospeech", "13"), ("with_itn", "14"), ("without_itn", "15"),
            })
            {
                graph.Metadata(key, value);
            }
        });

    private static EngineModel FunAsr(RandomWeights weights) => new EngineModel("sense-voice")
        .Text("tokens", "tokens.json", JsonSerializer.Serialize(Pieces))
        .Text("mvn", "am.mvn", $"""
            <Nnet>
            <Splice> {Columns} {Columns}
            [ 0 ]
            <AddShift> {Columns} {Columns}
            <LearnRateCoef> 0 [ {Join(Shift, " ")} ]
            <Rescale> {Columns} {Columns}
            <LearnRateCoef> 0 [ {Join(Scale, " ")} ]
            </Nnet>
            """)
        .Graph("model", graph =>
        {
            string lengths = Add(graph, weights, ["speech", "speech_lengths", "language", "textnorm"], "ctc_logits");
            string tags = graph.Node("Cast", [graph.Long("tags", 4)], "tags_int", OnnxAttribute.Of("to", (long)OnnxType.Int32));
            graph.Node("Add", [lengths, tags], "encoder_out_lens");
            graph.Output("encoder_out_lens", OnnxType.Int32, "batch_size");
        });

    /// <summary>Four tag frames from tables by language and text normalisation, then one product a frame.</summary>
    /// <returns>The input with the lengths.</returns>
    private static string Add(OnnxGraphWriter graph, RandomWeights weights, string[] inputs, string output)
    {
        string features = graph.Input(inputs[0], OnnxType.Float, "batch_size", "feats_length", Columns);
        string lengths = graph.Input(inputs[1], OnnxType.Int32, "batch_size");
        string language = graph.Input(inputs[2], OnnxType.Int32, "batch_size");
        string norm = graph.Input(inputs[3], OnnxType.Int32, "batch_size");
        string shape = graph.Longs("tag_shape", -1, 4, Pieces.Length);
        string byLanguage = graph.Node("Gather", [weights.Add(graph, "languages", 1, 16, 4 * Pieces.Length), language], "by_language");
        string byNorm = graph.Node("Gather", [weights.Add(graph, "norms", 1, 16, 4 * Pieces.Length), norm], "by_norm");
        string tags = graph.Node("Reshape", [graph.Node("Add", [byLanguage, byNorm], "tag_sum"), shape], "tag_frames");
        Centre(weights.Get("text", Columns * Pieces.Length, 0.3f));
        string text = graph.Node("MatMul", [features, weights.Add(graph, "text", 0.3f, Columns, Pieces.Length)], "text_frames");
        graph.Node("Concat", [tags, text], output, OnnxAttribute.Of("axis", 1L));
        graph.Output(output, OnnxType.Float, "batch_size", "logits_length", Pieces.Length);
        return lengths;
    }

    /// <summary>Takes the mean out of every column, or loudness alone would decide which piece wins.</summary>
    private static void Centre(float[] weight)
    {
        for (int piece = 0; piece < Pieces.Length; piece++)
        {
            float mean = Enumerable.Range(0, Columns).Average(i => weight[(i * Pieces.Length) + piece]);
            for (int i = 0; i < Columns; i++)
            {
                weight[(i * Pieces.Length) + piece] -= mean;
            }
        }
    }

    private static string Join(double[] values, string separator) =>
        string.Join(separator, values.Select(value => value.ToString(CultureInfo.InvariantCulture)));
}

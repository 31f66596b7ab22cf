using StreamServer.Inference;
using StreamServer.Inference.Onnx;
using StreamServer.Inference.Stt.Models;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Tests.Stt.Models.Wav2Vec2;

public sealed class Wav2Vec2ModelTests
{
    private const int Stride = 320;
    private const int Kernel = 400;

    private static readonly string[] Pieces = ["<pad>", "<s>", "</s>", "<unk>", "|", "E", "T", "A"];

    /// <summary>The three exports: samples only, with a mask, with lengths.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("attention_mask")]
    [InlineData("input_lengths")]
    public void Every_row_of_a_batch_equals_plain_loops(string second)
    {
        int tokens = 0;
        for (int seed = 0; seed < 4; seed++)
        {
            RandomWeights weights = new(seed);
            using EngineModel model = Model(weights, second);
            using ISttModel engine = model.Open();
            Random random = new(seed);
            float[][] audio = [.. Enumerable.Range(0, 4).Select(_ => EngineModel.Audio(random, random.Next(Kernel, 12_000)))];

            SttTranscript[] results = EngineModel.Run(engine, [.. audio.Select(samples => model.Job(samples))]);

            for (int row = 0; row < audio.Length; row++)
            {
                List<SttToken> expected = Define(weights, audio[row], second == "input_lengths");
                EngineModel.AssertSame(expected, results[row].Tokens, $"'{second}', seed {seed}, row {row}");
                tokens += expected.Count;
            }
        }

        Assert.True(tokens > 50, $"The models say only {tokens} tokens.");
    }

    [Fact]
    public void Less_audio_than_one_frame_sees_says_nothing()
    {
        using EngineModel model = Model(new RandomWeights(1), "");
        using ISttModel engine = model.Open();

        Assert.Empty(EngineModel.Run(engine, model.Job(new float[Kernel - 1]))[0].Tokens);
    }

    [Fact]
    public void The_blank_comes_from_the_tokenizer_when_it_is_there()
    {
        using EngineModel model = Model(new RandomWeights(1), "")
            .Text("tokenizer_config", "tokenizer_config.json", """{"pad_token":{"content":"[BLANK]"}}""");

        StreamException failure = Assert.Throws<StreamException>(model.Open);

        Assert.Contains("[BLANK]", failure.Message);
    }

    /// <summary>One convolution with the receptive field and the stride of the real stack.</summary>
    private static EngineModel Model(RandomWeights weights, string second) => new EngineModel("wav2vec2-ctc")
        .Text("tokens", "vocab.json", "{" + string.Join(',', Pieces.Select((piece, id) => $"\"{piece}\":{id}")) + "}")
        .Graph("model", graph =>
        {
            string values = graph.Input("input_values", OnnxType.Float, "batch_size", "sequence_length");
            if (second == "attention_mask")
            {
                // A model that masks sees nothing of the padding.
                string mask = graph.Node("Cast", [graph.Input(second, OnnxType.Int64, "batch_size", "sequence_length")], "mask",
                    OnnxAttribute.Of("to", (long)OnnxType.Float));
                values = graph.Node("Mul", [values, mask], "masked");
            }
            else if (second == "input_lengths")
            {
                graph.Input(second, OnnxType.Int64, "batch_size");
            }

            string wave = graph.Node("Unsqueeze", [values, graph.Longs("channel_axis", 1)], "wave");
            string scores = graph.Node(
                "Conv",
                [wave, weights.Add(graph, "conv", 0.1f, Pieces.Length, 1, Kernel), weights.Add(graph, "bias", 0.3f, Pieces.Length)],
                "scores",
                OnnxAttribute.Ints("strides", Stride),
                OnnxAttribute.Ints("pads", 0, second == "input_lengths" ? Kernel : 0));
            string output = second == "input_lengths" ? "logprobs" : "logits";
            graph.Node("Transpose", [scores], output, OnnxAttribute.Ints("perm", 0, 2, 1));
            graph.Output(output, OnnxType.Float, "batch_size", "frames", Pieces.Length);
        });

    private static List<SttToken> Define(RandomWeights weights, float[] samples, bool isNormalisedByTheModel)
    {
        double mean = samples.Average(sample => (double)sample);
        double variance = samples.Average(sample => (sample - mean) * (sample - mean));
        double[] x = isNormalisedByTheModel
            ? [.. samples.Select(sample => (double)sample)]
            : [.. samples.Select(sample => (sample - mean) / Math.Sqrt(variance + 1e-7))];
        int frames = isNormalisedByTheModel ? (samples.Length / Stride) + 1 : ((samples.Length - Kernel) / Stride) + 1;
        float[] conv = weights.Get("conv", Pieces.Length * Kernel, 0.1f);
        float[] bias = weights.Get("bias", Pieces.Length, 0.3f);
        List<SttToken> found = [];
        int previous = 0;
        for (int frame = 0; frame < frames; frame++)
        {
            double[] row = [.. Enumerable.Range(0, Pieces.Length).Select(piece => bias[piece] + Enumerable.Range(0, Kernel)
                .Where(tap => (frame * Stride) + tap < x.Length)
                .Sum(tap => conv[(piece * Kernel) + tap] * x[(frame * Stride) + tap]))];
            int best = Array.IndexOf(row, row.Max());
            float log = (float)(row[best] - Math.Log(row.Sum(Math.Exp)));
            if (best != 0 && best == previous)
            {
                found[^1] = found[^1] with { End = (frame + 1) * 0.02f, LogProbability = Math.Max(found[^1].LogProbability, log) };
            }
            else if (best != 0)
            {
                found.Add(new SttToken(Pieces[best] == "|" ? "▁" : Pieces[best], frame * 0.02f, (frame + 1) * 0.02f, log));
            }

            previous = best;
        }

        return [.. found.Where(token => token.Piece[0] != '<')];
    }
}

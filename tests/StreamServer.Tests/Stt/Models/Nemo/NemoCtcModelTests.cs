using StreamServer.Inference.Onnx;
using StreamServer.Inference.Stt.Features;
using StreamServer.Inference.Stt.Jobs;
using StreamServer.Inference.Stt.Models;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Tests.Stt.Models.Nemo;

public sealed class NemoCtcModelTests
{
    private static readonly string[] Pieces = ["<unk>", "▁a", "b", "▁cd", "e", "<blk>"];

    // NeMo's character models: the space is a token of its own, in sherpa-onnx's file a line with only its id.
    private static readonly string[] Letters = ["", "a", "b", "c", "'", "<blk>"];

    [Theory]
    [InlineData("nemo-ctc", 8)]
    [InlineData("quartznet", 2)]
    public void Every_row_of_a_batch_equals_plain_loops(string kind, int stride)
    {
        NemoMelSpec spec = kind == "quartznet" ? NemoMelSpec.QuartzNet : new NemoMelSpec(80);
        string[] pieces = kind == "quartznet" ? Letters : Pieces;
        int tokens = 0;
        for (int seed = 0; seed < 4; seed++)
        {
            NemoEncoderGraph encoder = new(new RandomWeights(seed), spec.Bins, pieces.Length, stride);
            using EngineModel model = Model(kind, encoder, pieces, stride);
            using ISttModel engine = model.Open();
            Random random = new(seed);
            float[][] audio = [.. Enumerable.Range(0, 4).Select(_ => EngineModel.Audio(random, random.Next(300, 20_000)))];

            SttTranscript[] results = EngineModel.Run(engine, [.. audio.Select(samples => model.Job(samples))]);

            for (int row = 0; row < audio.Length; row++)
            {
                List<SttToken> expected = Define(encoder.Define(audio[row], spec), pieces, stride * 0.01f);
                EngineModel.AssertSame(expected, results[row].Tokens, $"{kind}, seed {seed}, row {row}");
                tokens += expected.Count;
            }
        }

        Assert.True(tokens > 50, $"The models say only {tokens} tokens.");
    }

    [Fact]
    public void The_beam_follows_a_hot_word_that_the_greedy_search_misses()
    {
        NemoEncoderGraph encoder = new(new RandomWeights(5), 80, Pieces.Length, 8);
        using EngineModel model = Model("nemo-ctc", encoder, Pieces, 8);
        using ISttModel engine = model.Open();
        float[] samples = EngineModel.Audio(new Random(5), 16_000);
        SttJobOptions beam = SttJobOptions.Default with { Beam = true };

        SttTranscript[] results = EngineModel.Run(
            engine,
            model.Job(samples, beam),
            model.Job(samples, beam with { HotWords = ["abeb:60"] }));

        Assert.DoesNotContain("▁abeb▁", Words(results[0]));
        Assert.Contains("▁abeb▁", Words(results[1]));
    }

    private static string Words(SttTranscript transcript) => string.Concat(transcript.Tokens.Select(token => token.Piece)) + '▁';

    private static EngineModel Model(string kind, NemoEncoderGraph encoder, string[] pieces, int stride) => new EngineModel(kind)
        .Tokens(pieces)
        .Graph("model", graph =>
        {
            string scores = graph.Node("Transpose", [encoder.Add(graph, "scores")], "by_time", OnnxAttribute.Ints("perm", 0, 2, 1));
            graph.Node("LogSoftmax", [scores], "logprobs", OnnxAttribute.Of("axis", -1L));
            graph.Output("logprobs", OnnxType.Float, "batch", "frames", pieces.Length);
            if (kind == "nemo-ctc")
            {
                // Convolutional models are exported without lengths.
                encoder.AddLengths(graph, "lengths");
            }

            graph.Metadata("vocab_size", $"{pieces.Length - 1}");
            graph.Metadata("subsampling_factor", $"{stride}");
            graph.Metadata("normalize_type", "per_feature");
        });

    /// <summary>Best token of each frame; repeats joined, blanks left out.</summary>
    private static List<SttToken> Define(double[][] frames, string[] pieces, float seconds)
    {
        List<SttToken> found = [];
        int previous = pieces.Length - 1;
        for (int frame = 0; frame < frames.Length; frame++)
        {
            int best = Array.IndexOf(frames[frame], frames[frame].Max());
            float log = (float)(frames[frame][best] - Math.Log(frames[frame].Sum(Math.Exp)));
            if (best == previous && best != pieces.Length - 1)
            {
                found[^1] = found[^1] with { End = (frame + 1) * seconds, LogProbability = Math.Max(found[^1].LogProbability, log) };
            }
            else if (best != pieces.Length - 1)
            {
                found.Add(new SttToken(pieces[best].Length == 0 ? " " : pieces[best], frame * seconds, (frame + 1) * seconds, log));
            }

            previous = best;
        }

        return [.. found.Where(token => token.Piece != "<unk>")];
    }
}

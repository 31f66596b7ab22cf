using StreamServer.Inference;
using StreamServer.Inference.Onnx;
using StreamServer.Inference.Stt.Jobs;
using StreamServer.Inference.Stt.Models;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Tests.Stt.Models.NemoTdt;

public sealed class NemoTdtModelTests
{
    [Theory]
    [InlineData("fused")]
    [InlineData("fused, cell state of one row")]
    [InlineData("split")]
    public void Every_row_of_a_batch_equals_the_published_search(string export)
    {
        int tokens = 0;
        for (int seed = 0; seed < 4; seed++)
        {
            TdtTestModel definition = new(seed);
            using EngineModel model = export switch
            {
                "split" => definition.Split(),
                _ => definition.Fused(fixedCell: export != "fused"),
            };
            using ISttModel engine = model.Open();
            Random random = new(seed);
            float[][] audio = [.. Enumerable.Range(0, 4).Select(_ => EngineModel.Audio(random, random.Next(200, 40_000)))];

            SttTranscript[] results = EngineModel.Run(engine, [.. audio.Select(samples => model.Job(samples))]);

            for (int row = 0; row < audio.Length; row++)
            {
                List<SttToken> expected = definition.Define(audio[row]);
                EngineModel.AssertSame(expected, results[row].Tokens, $"{export}, seed {seed}, row {row}");
                tokens += expected.Count;
            }
        }

        Assert.True(tokens > 50, $"The models say only {tokens} tokens.");
    }

    [Fact]
    public void An_utterance_that_grows_ends_as_if_it_came_whole()
    {
        TdtTestModel definition = new(9);
        using EngineModel model = definition.Fused();
        using ISttModel engine = model.Open();
        float[] samples = EngineModel.Audio(new Random(9), 30_000);
        SttUtterance utterance = model.Utterance();
        foreach (int length in new[] { 100, 4000, 4030, 17_777, 30_000, 21_000 })
        {
            SttTranscript result = EngineModel.Run(engine, EngineModel.Job(utterance, SttJobKind.Partial, samples.AsMemory(0, length)))[0];

            EngineModel.AssertSame(definition.Define(samples[..length]), result.Tokens, $"{length} samples");
        }
    }

    [Fact]
    public void Audio_shorter_than_a_frame_says_nothing()
    {
        using EngineModel model = new TdtTestModel(1).Fused();
        using ISttModel engine = model.Open();

        SttTranscript[] results = EngineModel.Run(
            engine, model.Job(new float[80]), model.Job(EngineModel.Audio(new Random(1), 16_000)), model.Job([]));

        Assert.Empty(results[0].Tokens);
        Assert.NotEmpty(results[1].Tokens);
        Assert.Empty(results[2].Tokens);
    }

    [Fact]
    public void A_graph_of_another_kind_is_refused_by_name()
    {
        using EngineModel model = new TdtTestModel(1).Split();
        model.Graph("encoder", graph =>
        {
            graph.Node("Identity", [graph.Input("speech", OnnxType.Float, "n")], "out");
            graph.Output("out", OnnxType.Float, "n");
        });

        StreamException failure = Assert.Throws<StreamException>(model.Open);

        Assert.Equal(StreamError.ServerNotReady, failure.Error);
        Assert.Contains("'random'", failure.Message);
        Assert.Contains("audio_signal", failure.Message);
    }
}

using StreamServer.Inference;
using StreamServer.Inference.Onnx;
using StreamServer.Inference.Stt.Jobs;
using StreamServer.Inference.Stt.Models;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Tests.Stt.Models.Zipformer;

public sealed class ZipformerModelTests
{
    [Fact]
    public void A_batch_of_streams_equals_each_stream_alone()
    {
        int tokens = 0;
        for (int seed = 0; seed < 4; seed++)
        {
            ZipformerTestModel definition = new(seed);
            using EngineModel model = definition.Model();
            using ISttModel engine = model.Open();
            Random random = new(seed);
            float[][] audio = [.. Enumerable.Range(0, 4).Select(_ => EngineModel.Audio(random, random.Next(2000, 30_000)))];
            SttUtterance[] utterances = [.. audio.Select(_ => model.Utterance())];
            int[] heard = new int[4];
            while (heard.Where((length, row) => length < audio[row].Length).Any())
            {
                // Some of the streams, each with some more audio, partials and finals mixed.
                int[] rows = [.. Enumerable.Range(0, 4).Where(row => heard[row] < audio[row].Length && random.Next(3) > 0)];
                SttJob[] jobs = [.. rows.Select(row =>
                {
                    heard[row] = Math.Min(audio[row].Length, heard[row] + random.Next(9000));
                    SttJobKind kind = heard[row] == audio[row].Length ? SttJobKind.Final : (SttJobKind)random.Next(1, 3);
                    return EngineModel.Job(utterances[row], kind, audio[row].AsMemory(0, heard[row]));
                })];

                SttTranscript[] results = EngineModel.Run(engine, jobs);

                for (int i = 0; i < rows.Length; i++)
                {
                    List<SttToken> expected = definition.Define(audio[rows[i]][..heard[rows[i]]], jobs[i].Kind != SttJobKind.Partial);
                    EngineModel.AssertSame(expected, results[i].Tokens,
                        $"Seed {seed}, stream {rows[i]} after {heard[rows[i]]} samples, {jobs[i].Kind}");
                    tokens += expected.Count;
                }
            }
        }

        Assert.True(tokens > 200, $"The models say only {tokens} tokens.");
    }

    [Fact]
    public void Audio_that_was_cut_back_begins_anew()
    {
        ZipformerTestModel definition = new(11);
        using EngineModel model = definition.Model();
        using ISttModel engine = model.Open();
        float[] samples = EngineModel.Audio(new Random(11), 40_000);
        SttUtterance utterance = model.Utterance();
        EngineModel.Run(engine, EngineModel.Job(utterance, SttJobKind.Partial, samples));

        SttTranscript result = EngineModel.Run(engine, EngineModel.Job(utterance, SttJobKind.Final, samples.AsMemory(0, 23_456)))[0];

        EngineModel.AssertSame(definition.Define(samples[..23_456], isFinal: true), result.Tokens, "after the cut");
    }

    [Fact]
    public void A_final_may_be_asked_twice()
    {
        using EngineModel model = new ZipformerTestModel(12).Model();
        using ISttModel engine = model.Open();
        SttUtterance utterance = model.Utterance();
        SttJob job = EngineModel.Job(utterance, SttJobKind.Final, EngineModel.Audio(new Random(12), 20_000));

        SttTranscript first = EngineModel.Run(engine, job)[0];

        Assert.NotEmpty(first.Tokens);
        EngineModel.AssertSame(first.Tokens, EngineModel.Run(engine, job)[0].Tokens, "again");
    }

    [Fact]
    public void The_scheduler_is_told_that_lengths_do_not_matter()
    {
        using EngineModel model = new ZipformerTestModel(1).Model();
        using ISttModel engine = model.Open();

        Assert.True(engine.Info.Incremental);
    }

    [Theory]
    [InlineData("zipformer", "45", "model_type 'zipformer'")]
    [InlineData("zipformer2", "many", "no number 'T'")]
    public void Another_kind_of_encoder_is_refused(string type, string window, string told)
    {
        using EngineModel model = new ZipformerTestModel(1).Model().Graph("encoder", graph =>
        {
            graph.Input("x", OnnxType.Float, "N", 45, 80);
            graph.Node("Identity", [graph.Input("processed_lens", OnnxType.Int64, "N")], "new_processed_lens");
            graph.Output("new_processed_lens", OnnxType.Int64, "N");
            graph.Metadata("model_type", type);
            graph.Metadata("T", window);
        });

        StreamException failure = Assert.Throws<StreamException>(model.Open);

        Assert.Equal(StreamError.ServerNotReady, failure.Error);
        Assert.Contains(told, failure.Message);
    }
}

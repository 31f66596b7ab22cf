using StreamServer.Inference.Runtime;
using StreamServer.Inference.Stt.Jobs;
using StreamServer.Inference.Stt.Models.SenseVoice;
using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Transcripts;
using StreamServer.Models.Manifest;

namespace StreamServer.Tests.Stt.Models.SenseVoice;

public sealed class SenseVoiceModelTests : IDisposable
{
    private readonly SenseVoiceModel _engine = new(
        ModelManifest.Load(Repository.Models).Get(ModelRole.Stt, "tiny-sense-voice"),
        new OnnxSessions(new RuntimeOptions { Device = DeviceKind.Cpu }),
        threads: 1);

    [Fact]
    public void A_batch_of_different_lengths_gives_what_each_recording_gives_alone()
    {
        string[] names = [.. TestSpeech.Names.Take(5)];
        string[] alone = [.. names.Select(name => Text(Transcribe([Job(TestSpeech.Samples(name))])[0]))];

        SttTranscript[] together = Transcribe([.. names.Select(name => Job(TestSpeech.Samples(name)))]);

        Assert.Equal(alone, together.Select(Text));
    }

    [Fact]
    public void An_utterance_that_grew_job_by_job_gives_what_the_whole_gives()
    {
        float[] samples = TestSpeech.Samples("05_rms");
        SttUtterance utterance = new(1);
        for (int length = 3000; length < samples.Length; length += 5000)
        {
            Transcribe([Job(samples.AsMemory(0, length), utterance)]);
        }

        SttTranscript grown = Transcribe([Job(samples, utterance)])[0];

        Assert.Equal(Transcribe([Job(samples)])[0].Tokens, grown.Tokens);
        Assert.Equal(TestSpeech.Text("05_rms"), Text(grown));
    }

    [Fact]
    public void A_job_that_is_shorter_than_the_one_before_hears_only_its_own_part()
    {
        float[] samples = TestSpeech.Samples("05_rms");
        SttUtterance utterance = new(1);
        Transcribe([Job(samples, utterance)]);

        SttTranscript cut = Transcribe([Job(samples.AsMemory(0, samples.Length / 2), utterance)])[0];

        Assert.Equal(Transcribe([Job(samples.AsMemory(0, samples.Length / 2))])[0].Tokens, cut.Tokens);
    }

    [Fact]
    public void Noise_is_nobody_speaking()
    {
        Random random = new(2);
        float[] noise = [.. Enumerable.Range(0, 32000).Select(_ => 0.2f * (random.NextSingle() - 0.5f))];

        SttTranscript transcript = Transcribe([Job(noise)])[0];

        Assert.True(transcript.NoSpeech > 0.5, $"{transcript.NoSpeech}");
    }

    [Fact]
    public void Audio_shorter_than_a_frame_is_empty_alone_and_beside_others()
    {
        SttTranscript[] results = Transcribe([Job(new float[100]), Job(TestSpeech.Samples("05_rms"))]);

        Assert.Empty(Transcribe([Job(new float[10])])[0].Tokens);
        Assert.Empty(results[0].Tokens);
        Assert.Equal(TestSpeech.Text("05_rms"), Text(results[1]));
    }

    [Fact]
    public void Scores_of_languages_and_emotions_are_probabilities()
    {
        SttTranscript transcript = Transcribe([Job(TestSpeech.Samples("05_rms"))])[0];

        Assert.Equal("en", transcript.Languages[0].Name);
        Assert.Equal(1, transcript.Languages.Sum(tag => tag.Score), 1e-4);
        Assert.Equal(1, transcript.Emotions.Sum(tag => tag.Score), 1e-4);
        Assert.Equal("unknown", transcript.Emotions[0].Name);
        Assert.InRange(transcript.NoSpeech, 0, 0.1);
    }

    [Fact]
    public void Tokens_come_in_order_of_time()
    {
        SttTranscript transcript = Transcribe([Job(TestSpeech.Samples("05_rms"))])[0];

        Assert.Equal(transcript.Tokens.OrderBy(token => token.Start), transcript.Tokens);
        Assert.All(transcript.Tokens, token => Assert.True(token.Start < token.End && token.LogProbability <= 0));
    }

    public void Dispose() => _engine.Dispose();

    private SttTranscript[] Transcribe(SttJob[] jobs)
    {
        SttTranscript[] results = new SttTranscript[jobs.Length];
        _engine.Transcribe(jobs, results);
        return results;
    }

    private static SttJob Job(ReadOnlyMemory<float> samples, SttUtterance? utterance = null) =>
        new(utterance ?? new SttUtterance(0), SttJobKind.Final, samples, SttJobOptions.Default, _ => { });

    private static string Text(SttTranscript transcript) => WordBuilder.Join(WordBuilder.Build(transcript.Tokens, 0));
}

using StreamServer.Inference.Runtime;
using StreamServer.Inference.Stt;
using StreamServer.Inference.Stt.Jobs;
using StreamServer.Inference.Stt.Models;
using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Transcripts;
using StreamServer.Models.Manifest;

namespace StreamServer.Tests.Stt.Models.SenseVoice;

public sealed class SenseVoiceBeamTests : IDisposable
{
    private readonly ISttModel _engine = SttModels.Create(
        ModelManifest.Load(Repository.Models).Get(ModelRole.Stt, "tiny-sense-voice"),
        new OnnxSessions(new RuntimeOptions { Device = DeviceKind.Cpu }),
        threads: 2);

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void The_beam_hears_recordings_at_least_as_well_as_the_greedy_search()
    {
        SttJobOptions beam = SttJobOptions.Default with { Beam = true };
        string[] names = [.. TestSpeech.Names.Take(8)];

        int greedyErrors = names.Sum(name => Errors(TestSpeech.Text(name), Hear(name, SttJobOptions.Default with { Beam = false })));
        int beamErrors = names.Sum(name => Errors(TestSpeech.Text(name), Hear(name, beam)));

        Assert.True(beamErrors <= greedyErrors + 1, $"Wrong letters: {beamErrors} with the beam, {greedyErrors} without.");
    }

    [Fact]
    public void Words_of_the_beam_have_the_times_of_the_greedy_search()
    {
        SttTranscript greedy = Run("02_awb", SttJobOptions.Default with { Beam = false });
        SttTranscript beam = Run("02_awb", SttJobOptions.Default with { Beam = true });

        IReadOnlyList<SttWord> expected = WordBuilder.Build(greedy.Tokens, 0);
        IReadOnlyList<SttWord> actual = WordBuilder.Build(beam.Tokens, 0);
        Assert.Equal(expected.Select(word => word.Text), actual.Select(word => word.Text));
        Assert.All(expected.Zip(actual), pair => Assert.InRange(pair.First.Start - pair.Second.Start, -0.13, 0.13));
    }

    private string Hear(string name, SttJobOptions options) => WordBuilder.Join(WordBuilder.Build(Run(name, options).Tokens, 0));

    private SttTranscript Run(string name, SttJobOptions options) =>
        EngineModel.Run(_engine, EngineModel.Job(new SttUtterance(1), SttJobKind.Final, TestSpeech.Samples(name), options))[0];

    /// <summary>Letters to change (Levenshtein), case and punctuation aside.</summary>
    private static int Errors(string expected, string actual)
    {
        string[] texts = [.. new[] { expected, actual }.Select(
            text => string.Concat(text.ToLowerInvariant().Where(c => char.IsLetter(c) || c == ' ')))];
        int[] row = [.. Enumerable.Range(0, texts[1].Length + 1)];
        foreach (char letter in texts[0])
        {
            int diagonal = row[0]++;
            for (int i = 1; i < row.Length; i++)
            {
                (diagonal, row[i]) = (row[i], Math.Min(Math.Min(row[i], row[i - 1]) + 1, diagonal + (letter == texts[1][i - 1] ? 0 : 1)));
            }
        }

        return row[^1];
    }
}

using StreamServer.Inference.Audio.Files;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Stt.Jobs;
using StreamServer.Inference.Stt.Models.SenseVoice;
using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Transcripts;
using StreamServer.Models.Manifest;
using Xunit.Abstractions;

namespace StreamServer.Tests.Stt.Models.SenseVoice;

/// <summary>
/// The same model in sherpa-onnx's recogniser (<c>Golden/make_sherpa.js</c>) hears the same words: its features, stacking,
/// normalisation and search are an implementation of their own.
/// </summary>
public sealed class SherpaComparisonTests(ITestOutputHelper output)
{
    private static readonly string Golden = Path.Combine(Repository.Root, "tests", "StreamServer.Tests", "Stt", "Golden");

    private static readonly string[] Folders =
    [
        Path.Combine(Repository.Root, "tests", "StreamServer.FunctionalTests", "Recordings"),
        Golden,
        Path.Combine(Golden, "clips"),
    ];

    [Fact]
    public void The_text_is_sherpas_text()
    {
        using SenseVoiceModel engine = new(
            ModelManifest.Load(Repository.Models).Get(ModelRole.Stt, "tiny-sense-voice"),
            new OnnxSessions(new RuntimeOptions { Device = DeviceKind.Cpu }),
            threads: 1);
        List<string> different = [];
        int compared = 0;
        foreach (string[] row in File.ReadLines(Path.Combine(Golden, "sherpa_texts.tsv")).Select(line => line.Split('\t')))
        {
            string path = Folders.Select(folder => Path.Combine(folder, row[0] + ".wav")).First(File.Exists);
            SttTranscript[] results = new SttTranscript[1];
            engine.Transcribe([new SttJob(new SttUtterance(0), SttJobKind.Final, Samples(path), SttJobOptions.Default with { Beam = false },
                _ => { })], results);
            string text = WordBuilder.Join(WordBuilder.Build(results[0].Tokens, 0));
            compared++;
            if (text != row[1])
            {
                different.Add($"{row[0]}: sherpa '{row[1]}', here '{text}'");
            }
        }

        output.WriteLine($"{compared} recordings compared.");
        Assert.Equal(50, compared);
        Assert.True(different.Count == 0, string.Join('\n', different));
    }

    private static float[] Samples(string path)
    {
        using FileStream stream = File.OpenRead(path);
        using IAudioFile file = AudioFiles.Open(stream);
        List<float> samples = [];
        float[] block = new float[8192];
        for (int read; (read = file.Read(block)) > 0;)
        {
            samples.AddRange(block.AsSpan(0, read));
        }

        return [.. samples];
    }
}

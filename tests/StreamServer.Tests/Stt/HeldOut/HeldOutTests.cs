using System.Runtime.InteropServices;
using StreamServer.Endpoints.Stt.Transcriptions;
using StreamServer.Inference.Audio.Files;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Stt.Jobs;
using StreamServer.Inference.Stt.Models.SenseVoice;
using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Transcripts;
using StreamServer.Models.Manifest;
using StreamServer.Tests.Stt.Models;
using Xunit.Abstractions;

namespace StreamServer.Tests.Stt.HeldOut;

/// <summary>
/// The bundled recogniser on speech that it was not trained on (<c>models/training/evaluation/recordings.py</c>): sentences of flite,
/// half of them through the codec, and of espeak-ng in three languages. The network alone, without the language model.
/// </summary>
public sealed class HeldOutTests(ITestOutputHelper output) : IDisposable
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "StreamServer.Tests", "Stt", "HeldOut", "Recordings");

    private readonly SenseVoiceModel _engine = new(
        ModelManifest.Load(Repository.Models).Get(ModelRole.Stt, "tiny-sense-voice"),
        new OnnxSessions(new RuntimeOptions { Device = DeviceKind.Cpu }),
        threads: 1);

    public void Dispose() => _engine.Dispose();

    /// <summary>Bounds: 20 %, or one word, over what was measured for the committed model.</summary>
    [Theory]
    [InlineData("everyday", 16, 0.0147)]
    [InlineData("roundtrip", 40, 0.196)]
    public async Task Word_errors_stay_below_the_bound(string kind, int count, double bound)
    {
        (string Name, string Text)[] recordings = Recordings(kind);
        Assert.Equal(count, recordings.Length);
        (int errors, int words) = (0, 0);
        foreach ((string name, string text) in recordings)
        {
            string heard = WordBuilder.Join(WordBuilder.Build((await HearAsync(name)).Tokens, 0));
            string[] said = WordErrors.Words(text);
            errors += WordErrors.Count(said, WordErrors.Words(heard));
            words += said.Length;
        }

        output.WriteLine($"{kind}: {errors} of {words} words, {100.0 * errors / words:F1} %");
        Assert.True(errors <= bound * words, $"{kind}: {errors} of {words} words are wrong ({100.0 * errors / words:F1} %).");
    }

    [Fact]
    public async Task The_language_is_told_for_nineteen_of_twenty()
    {
        List<string> wrong = [];
        int count = 0;
        foreach ((string kind, string language) in new[] { ("everyday", "en"), ("roundtrip", "en"), ("hi", "hi"), ("te", "te") })
        {
            foreach ((string name, _) in Recordings(kind))
            {
                count++;
                string told = (await HearAsync(name)).Languages[0].Name;
                if (told != language)
                {
                    wrong.Add($"{name}: {told}");
                }
            }
        }

        output.WriteLine($"{wrong.Count} of {count} wrong: {string.Join(", ", wrong)}");
        Assert.True(wrong.Count <= 0.05 * count, string.Join(", ", wrong));
    }

    private static (string Name, string Text)[] Recordings(string kind) =>
    [
        .. File.ReadLines(Path.Combine(Folder, "texts.tsv"))
            .Where(line => line.StartsWith(kind + "-", StringComparison.Ordinal))
            .Select(line => (line.Split('\t')[0], line.Split('\t')[1])),
    ];

    private async Task<SttTranscript> HearAsync(string name)
    {
        using FileStream stream = File.OpenRead(Path.Combine(Folder, name + ".opus"));
        using IAudioFile file = AudioFiles.Open(stream);
        List<float> samples = [];
        await foreach (ReadOnlyMemory<byte> block in FileAudio.ReadAsync(file, isSeparate: false))
        {
            samples.AddRange(MemoryMarshal.Cast<byte, float>(block.Span));
        }

        SttJobOptions options = SttJobOptions.Default with { Beam = false };
        return EngineModel.Run(_engine, EngineModel.Job(new SttUtterance(0), SttJobKind.Final, samples.ToArray(), options))[0];
    }
}

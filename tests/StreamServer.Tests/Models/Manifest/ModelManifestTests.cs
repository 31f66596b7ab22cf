using StreamServer.Inference;
using StreamServer.Models.Manifest;

namespace StreamServer.Tests.Models.Manifest;

public sealed class ModelManifestTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("manifest").FullName;

    [Fact]
    public void The_bundled_models_are_whole_and_under_forty_megabytes()
    {
        ModelManifest manifest = ModelManifest.Load(Repository.Models);
        ModelEntry[] bundled = [.. manifest.Models.Where(model => model.Folder.StartsWith("tiny/", StringComparison.Ordinal))];

        Assert.True(bundled.Length >= 4);
        Assert.All(bundled, model => Assert.Empty(ModelManifest.Verify(model)));
        long bytes = new DirectoryInfo(Path.Combine(Repository.Models, "tiny")).EnumerateFiles("*", SearchOption.AllDirectories)
            .Sum(file => file.Length);
        Assert.InRange(bytes, 1, 40_000_000);
    }

    [Fact]
    public void Every_file_that_is_fetched_has_a_size_and_a_hash_unless_its_entry_says_otherwise()
    {
        ModelFile[] fetched =
        [
            .. ModelManifest.Load(Repository.Models).Models
                .Where(model => model.Checkpoint?.NeedsRepository != true
                    && model.Notice?.Contains("hashes are not known", StringComparison.Ordinal) != true)
                .SelectMany(model => model.Files.Values.Concat(model.Checkpoint?.Files ?? []))
                .Where(file => file.Url is not null),
        ];

        Assert.NotEmpty(fetched);
        Assert.All(fetched, file =>
        {
            Assert.True(file.Bytes > 0, file.Url);
            Assert.Matches("^[0-9a-f]{64}$", file.Sha256 ?? "");
        });
    }

    [Fact]
    public void The_bundled_voices_are_the_twelve_names_with_thirty_two_globals_each()
    {
        TtsModelSpec tts = ModelManifest.Load(Repository.Models).Get(ModelRole.TtsLm, "tiny-spark-tts").Tts!;
        Assert.Equal(12, tts.Speakers.Count);
        Assert.All(tts.Speakers, speaker => Assert.Equal(32, speaker.Globals!.Count));
        Assert.Equal("Mitra", tts.Speakers[0].Friendly);
        Assert.Equal("lipakshi", tts.Speakers[0].Name);
    }

    [Fact]
    public void A_member_that_an_entry_leaves_out_has_its_default()
    {
        File.WriteAllText(Path.Combine(_folder, "manifest.json"), """
            {"models":[{"name":"a","role":"tts-lm","kind":"spark-tts","folder":"a","files":{},"licence":"-","source":"-",
              "tts":{"codec":"b","prompts":{"speaker":"","globals":"","cloned":""},"stop":[],"maxChars":9,
                     "sampling":{"topK":7},"speakers":[]}},
             {"name":"b","role":"tts-codec","kind":"bicodec","folder":"b","files":{},"licence":"-","source":"-",
              "codec":{"leftContext":1,"rightContext":3,"fullContext":9}}]}
            """);
        ModelManifest manifest = ModelManifest.Load(_folder);

        ModelEntry lm = manifest.Get(ModelRole.TtsLm, "a");
        Assert.Equal(16000, lm.SampleRate);
        Assert.Equal((60, true, 8, 50), (lm.Tts!.FirstChunkChars, lm.Tts.JoinSentences, lm.Tts.MaxTokensPerChar, lm.Tts.TokensPerSecond));
        Assert.Equal(new SamplingDefaults { TopK = 7 }, lm.Tts.Sampling);
        CodecSpec codec = manifest.Get(ModelRole.TtsCodec, "b").Codec!;
        Assert.Equal((320, 800), (codec.SamplesPerToken, codec.OverlapOf(16000, isPlayed: false)));
    }

    [Fact]
    public void A_missing_manifest_names_the_file()
    {
        StreamException exception = Assert.Throws<StreamException>(() => ModelManifest.Load(_folder));
        Assert.Contains(Path.Combine(_folder, "manifest.json"), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_that_the_manifest_does_not_have_is_named()
    {
        File.WriteAllText(Path.Combine(_folder, "manifest.json"), """{"models":[],"modles":[]}""");
        StreamException exception = Assert.Throws<StreamException>(() => ModelManifest.Load(_folder));
        Assert.Contains("modles", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Members_that_are_left_out_have_their_defaults()
    {
        File.WriteAllText(Path.Combine(_folder, "manifest.json"), """
            {"models":[{"name":"m","role":"tts-lm","kind":"spark-tts","folder":"m","files":{},"licence":"none","source":"nowhere",
              "codec":{"leftContext":1,"rightContext":2},
              "tts":{"codec":"c","prompts":{"speaker":"a","globals":"b","cloned":"c"},"stop":[],"maxChars":220,
                     "sampling":{},"speakers":[]}}]}
            """);
        ModelEntry model = ModelManifest.Load(_folder).Models[0];

        Assert.Equal(16000, model.SampleRate);
        Assert.Empty(model.Languages);
        Assert.Equal((60, true, 8.0, 50.0, 4), (
            model.Tts!.FirstChunkChars, model.Tts.JoinSentences, model.Tts.MaxTokensPerChar, model.Tts.TokensPerSecond,
            model.Tts.VoiceCandidates));
        Assert.Equal((0.8, 50, 0.95, 1.0),
            (model.Tts.Sampling.Temperature, model.Tts.Sampling.TopK, model.Tts.Sampling.TopP, model.Tts.Sampling.RepetitionPenalty));
        Assert.Equal((50, 320), (model.Codec!.CrossfadeMs, model.Codec.SamplesPerToken));
    }

    [Fact]
    public void An_unknown_model_gets_the_list_of_names()
    {
        StreamException exception = Assert.Throws<StreamException>(() => ModelManifest.Load(Repository.Models).Get(ModelRole.Stt, "nope"));
        Assert.Contains("tiny-sense-voice", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_short_and_changed_files_are_told_apart()
    {
        ModelEntry model = new()
        {
            Name = "m",
            Role = ModelRole.Vad,
            Kind = "silero",
            Folder = "",
            Root = _folder,
            Licence = "",
            Source = "",
            Files = new Dictionary<string, ModelFile>
            {
                ["a"] = new() { Path = "missing" },
                ["b"] = new() { Path = "short", Bytes = 5 },
                ["c"] = new() { Path = "changed", Bytes = 3, Sha256 = new string('0', 64) },
                ["d"] = new() { Path = "good", Bytes = 3, Sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
            },
        };
        foreach (string name in new[] { "short", "changed", "good" })
        {
            File.WriteAllText(Path.Combine(_folder, name), "abc");
        }

        string[] problems = [.. ModelManifest.Verify(model)];
        Assert.Equal(3, problems.Length);
        Assert.Contains("is missing", problems[0], StringComparison.Ordinal);
        Assert.Contains("has 3 bytes, the manifest says 5", problems[1], StringComparison.Ordinal);
        Assert.Contains("is corrupt", problems[2], StringComparison.Ordinal);
        Assert.Throws<StreamException>(() => model.PathOf("a"));
        Assert.Throws<StreamException>(() => model.PathOf("e"));
        Assert.Equal(Path.Combine(_folder, "good"), model.PathOf("d"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

using Microsoft.Extensions.Logging.Abstractions;
using StreamServer.Inference.Tts.Lm;
using StreamServer.Inference.Tts.Prompt;
using StreamServer.Inference.Tts.Voices;
using StreamServer.Models.Manifest;
using StreamServer.Tests.Models.Conversion;

namespace StreamServer.Tests.Tts.Voices;

/// <summary>With the bundled language model, which was trained to make the tokens of the manifest after a speaker's tag.</summary>
public sealed class SpeakerGlobalsTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly Voice[] Known = [.. new VoiceCatalog(BundledModels.Lm.Tts!.Speakers).Voices];

    private readonly TemporaryFolder _folder = new();
    private readonly TestMeters _meters = new();

    public void Dispose()
    {
        _folder.Dispose();
        _meters.Dispose();
    }

    [Fact]
    public async Task Tokens_that_nobody_gave_are_made_by_the_model_and_are_those_that_it_was_trained_with()
    {
        using LmEngine engine = Start();
        SpeakerGlobals speakers = Open(engine);

        foreach (Voice voice in Known.DistinctBy(voice => voice.Tag))
        {
            int[] made = await speakers.GetAsync(voice with { Globals = null }).AsTask().WaitAsync(Limit);
            Assert.Equal(voice.Globals!, made);
        }
    }

    [Fact]
    public async Task Two_names_with_one_tag_are_two_voices_and_each_is_always_the_same()
    {
        // Hot enough that the seed decides.
        const double Hot = 2;
        Voice[] voices = [.. Known.Where(voice => voice.Tag == Known[0].Tag).Take(3).Select(voice => voice with { Globals = null })];
        using LmEngine engine = Start();
        int[][] first = [.. await MakeAsync(Open(engine, Hot, "first"), voices)];
        int[][] second = [.. await MakeAsync(Open(engine, Hot, "second"), [.. voices.Reverse()])];

        Assert.Equal(first, second.Reverse());
        Assert.Equal(voices.Length, first.Select(globals => string.Join(' ', globals)).Distinct().Count());
        Assert.All(first, globals => Assert.Equal(SpeakerGlobals.Count, globals.Length));
    }

    [Fact]
    public async Task What_was_made_is_kept_for_the_next_start_beside_the_model()
    {
        Voice voice = Known[0] with { Globals = null };
        int[] made;
        using (LmEngine engine = Start())
        {
            made = await Open(engine).GetAsync(voice).AsTask().WaitAsync(Limit);
        }

        Assert.Single(Directory.GetFiles(_folder.File("model"), "speaker-globals-*.json"));
        Assert.Equal(made, FileOf("model").Find(voice));
        Assert.Null(FileOf("model").Find(voice with { Tag = "<|speaker_other|>" }));
        Assert.Null(FileOf("model").Find(voice with { Name = "somebody" }));
    }

    [Fact]
    public void Other_weights_have_other_voices()
    {
        FileOf("model").Keep(Known[0], [.. Enumerable.Range(0, 32)]);
        ModelEntry other = BundledModels.Lm with
        {
            Root = _folder.File("model"),
            Files = new Dictionary<string, ModelFile> { ["model"] = new() { Path = "x", Sha256 = "00" } }
        };
        Assert.Null(new SpeakerGlobalsFile(other, _folder.File("other"), 128, NullLogger<SpeakerGlobals>.Instance).Find(Known[0]));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("")]
    public void A_file_that_is_broken_is_made_anew(string content)
    {
        FileOf("model").Keep(Known[0], [.. Enumerable.Range(0, 32)]);
        string path = Directory.GetFiles(_folder.File("model"))[0];
        File.WriteAllText(path, content);

        Assert.Null(FileOf("model").Find(Known[0]));
        FileOf("model").Keep(Known[0], [.. Enumerable.Range(32, 32)]);
        Assert.Equal(Enumerable.Range(32, 32), FileOf("model").Find(Known[0])!);
    }

    [Fact]
    public void Tokens_that_the_model_does_not_know_are_not_used()
    {
        FileOf("model").Keep(Known[0], [.. Enumerable.Range(100, 32)]);
        Assert.Null(FileOf("model").Find(Known[0]));
    }

    [Fact]
    public void A_model_folder_that_cannot_be_written_sends_the_file_to_the_other_folder()
    {
        // A file in the place of the folder: not even root can write into it.
        File.WriteAllText(_folder.File("blocked"), "");

        FileOf("blocked").Keep(Known[0], [.. Enumerable.Range(0, 32)]);

        Assert.Single(Directory.GetFiles(_folder.File("other"), "*", SearchOption.AllDirectories));
        Assert.Equal(Enumerable.Range(0, 32), FileOf("blocked").Find(Known[0])!);
    }

    private static async Task<List<int[]>> MakeAsync(SpeakerGlobals speakers, Voice[] voices)
    {
        List<int[]> made = [];
        foreach (Voice voice in voices)
        {
            made.Add(await speakers.GetAsync(voice).AsTask().WaitAsync(Limit));
        }

        return made;
    }

    private SpeakerGlobalsFile FileOf(string folder) =>
        new(BundledModels.Lm with { Root = _folder.File(folder) }, _folder.File("other"), BundledModels.Vocabulary.GlobalIds.Count,
            NullLogger<SpeakerGlobals>.Instance);

    private LmEngine Start()
    {
        LmEngine engine = new(
            BundledModels.OpenLm(4), new LmLimits(64, 1000, 1000, 0), new PlaybackBoard(4, 50, 1000, TimeProvider.System), 100, 5000,
                TimeProvider.System, _meters.MakeLm(),
                NullLogger<LmEngine>.Instance, _ => { });
        engine.Start();
        return engine;
    }

    private SpeakerGlobals Open(LmEngine engine, double? temperature = null, string folder = "model")
    {
        SamplingDefaults sampling = BundledModels.Lm.Tts!.Sampling;
        TtsModelSpec spec = BundledModels.Lm.Tts with
        {
            VoiceCandidates = 2,
            Sampling = temperature is { } hot ? sampling with { Temperature = hot, TopK = 0 } : sampling,
        };
        TtsVocabulary vocabulary = BundledModels.Vocabulary;
        return new SpeakerGlobals(
            new VoiceAudition(
                new PromptBuilder(BundledModels.Tokenizer, spec, vocabulary),
                LegalAnswers.Of(vocabulary, id => id),
                engine, spec, TimeProvider.System),
            FileOf(folder),
            NullLogger<SpeakerGlobals>.Instance);
    }
}

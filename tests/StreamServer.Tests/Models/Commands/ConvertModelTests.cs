using System.Text.Json;
using StreamServer.Models.Manifest;
using StreamServer.Tests.Models.Conversion;

namespace StreamServer.Tests.Models.Commands;

public sealed class ConvertModelTests : IDisposable
{
    private readonly ModelsFixture _fixture = new(File.ReadAllText(Path.Combine(Repository.Models, ModelManifest.FileName)));

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task ACheckpointBecomesAModelThatCanBeUsed()
    {
        SmallSparkTts.Write(_fixture.PathOf("My-Voice"));

        Assert.Equal(0, await _fixture.RunAsync("convert", "spark-tts", "--from", _fixture.PathOf("My-Voice"), "--weights", "int8"));
        Assert.Equal(0, await _fixture.RunAsync("verify", "my-voice", "my-voice-codec", "my-voice-speaker"));
        Assert.Equal(0, await _fixture.RunAsync("use", "my-voice"));

        string output = _fixture.Output.ToString();
        Assert.Contains("same first choice in", output, StringComparison.Ordinal);
        Assert.Equal("TTS_MODEL=my-voice", File.ReadAllText(_fixture.EnvFile).Trim());
        ModelManifest manifest = ModelManifest.Load(_fixture.Models);
        ModelEntry model = manifest.Get(ModelRole.TtsLm, "my-voice");
        Assert.Equal("my-voice-codec", model.Tts!.Codec);
        Assert.Equal("my-voice-speaker", model.Tts.SpeakerEncoder);
        int[] head = JsonSerializer.Deserialize<int[]>(File.ReadAllText(model.PathOf("head")))!;
        Assert.Equal(head.Order(), head);
        Assert.Contains(SmallSparkTts.IdOf("<|bicodec_semantic_2|>"), head);
        Assert.Contains(SmallSparkTts.IdOf("<|im_end|>"), head);
        Assert.DoesNotContain(SmallSparkTts.IdOf("<|task_tts|>"), head);
        Assert.Equal(320, manifest.Get(ModelRole.TtsCodec, "my-voice-codec").Codec!.SamplesPerToken);
        Assert.False(Directory.Exists(Path.Combine(model.Root, "comparison")));
    }

    [Fact]
    public async Task ASecondConversionReplacesTheFirst()
    {
        SmallSparkTts.Write(_fixture.PathOf("voice"));
        string[] convert = ["convert", "spark-tts", "--from", _fixture.PathOf("voice")];

        await _fixture.RunAsync(convert);
        await _fixture.RunAsync([.. convert, "--full-head"]);

        ModelEntry model = Assert.Single(ModelManifest.Load(_fixture.Models).Models, model => model.Name == "voice");
        Assert.False(model.Files.ContainsKey("head"));
        Assert.Empty(ModelManifest.Verify(model));
    }

    [Fact]
    public async Task APulledCheckpointBecomesTheModelOfTheManifest()
    {
        string pulled = Path.Combine(_fixture.Models, "downloaded/spark-tts-0.5b/checkpoint");
        SmallSparkTts.Write(pulled);

        Assert.Equal(0, await _fixture.RunAsync("convert", "spark-tts", "--from", pulled));

        ModelManifest manifest = ModelManifest.Load(_fixture.Models);
        Assert.Equal("downloaded/spark-tts-0.5b/lm", manifest.Get(ModelRole.TtsLm, "spark-tts-0.5b").Folder);
        Assert.Equal("downloaded/spark-tts-0.5b/codec", manifest.Get(ModelRole.TtsCodec, "spark-bicodec").Folder);
        Assert.Empty(ModelManifest.Verify(manifest.Get(ModelRole.TtsLm, "spark-tts-0.5b")));
    }

    [Fact]
    public async Task ALanguageModelAloneKeepsTheCodecOfItsLikeness()
    {
        SmallSparkTts.Write(_fixture.PathOf("voice"));

        await _fixture.RunAsync("convert", "spark-tts", "--from", _fixture.PathOf("voice/LLM"), "--name", "tuned", "--like",
            "tiny-spark-tts");

        Assert.Equal("tiny-bicodec", ModelManifest.Load(_fixture.Models).Get(ModelRole.TtsLm, "tuned").Tts!.Codec);
    }

    [Theory]
    [InlineData(2, "--from", "spark-tts")]
    [InlineData(2, "int3", "spark-tts", "--from", "x", "--weights", "int3")]
    [InlineData(2, "--speed", "spark-tts", "--from", "x", "--speed", "9")]
    [InlineData(2, "vits", "vits", "--from", "x")]
    [InlineData(1, "config.json", "spark-tts", "--from", "/nowhere")]
    [InlineData(1, "--like", "spark-tts", "--from", "x", "--like", "tiny-vad")]
    public async Task AWrongOptionIsNamed(int code, string word, params string[] args) =>
        Assert.Contains(word, await _fixture.FailAsync(code, ["convert", .. args]), StringComparison.Ordinal);

    [Fact]
    public async Task FilesOutsideTheModelsFolderAreFoundByALink()
    {
        SmallSparkTts.Write(_fixture.PathOf("voice"));
        string[] convert = ["convert", "spark-tts", "--from", _fixture.PathOf("voice"), "--out", _fixture.PathOf("elsewhere")];

        Assert.Equal(0, await _fixture.RunAsync(convert));
        Assert.Equal(0, await _fixture.RunAsync(convert));

        ModelEntry model = ModelManifest.Load(_fixture.Models).Get(ModelRole.TtsLm, "voice");
        Assert.Equal("downloaded/voice/lm", model.Folder);
        Assert.True(File.Exists(_fixture.PathOf("elsewhere/lm/model.onnx")));
        Assert.Empty(ModelManifest.Verify(model));
        Assert.Equal(0, await _fixture.RunAsync("remove", "voice"));
        Assert.True(File.Exists(_fixture.PathOf("elsewhere/lm/model.onnx")));
    }

    [Fact]
    public async Task ACheckpointOfLinksIsConverted()
    {
        SmallSparkTts.Write(_fixture.PathOf("blobs"));
        foreach (string file in Directory.EnumerateFiles(_fixture.PathOf("blobs"), "*", SearchOption.AllDirectories))
        {
            string link = Path.Combine(_fixture.PathOf("snapshot"), Path.GetRelativePath(_fixture.PathOf("blobs"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(link)!);
            File.CreateSymbolicLink(link, file);
        }

        Assert.Equal(0, await _fixture.RunAsync("convert", "spark-tts", "--from", _fixture.PathOf("snapshot")));
    }

    [Fact]
    public async Task SenseVoiceNeedsNoConversionAndSaysSo()
    {
        Assert.Equal(2, await _fixture.RunAsync("convert", "sense-voice", "--from", "model.onnx"));

        Assert.Contains("needs no conversion", _fixture.Output.ToString(), StringComparison.Ordinal);
    }
}

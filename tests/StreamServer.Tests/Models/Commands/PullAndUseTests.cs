using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using StreamServer.Models.Download;
using StreamServer.Models.Manifest;
using StreamServer.Tests.Models.Conversion;
using StreamServer.Tests.Models.Download;

namespace StreamServer.Tests.Models.Commands;

/// <summary>
/// <c>models pull NAME --use</c> from a server like Hugging Face: the public base, and a fine-tune whose repository asks for a token. The
/// manifest is the project's, without the hashes of the real files.
/// </summary>
public sealed class PullAndUseTests : IDisposable
{
    private const string Token = "hf_secret";

    private readonly ModelsFixture _fixture = new(ManifestWithoutHashes());
    private readonly ConcurrentQueue<string> _asked = [];

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task One_command_fetches_converts_and_chooses()
    {
        await using FileServer hub = await StartAsync();

        Assert.Equal(0, await _fixture.RunAsync("pull", "spark-tts-0.5b", "--accept-licence", "--use"));

        Assert.Equal("TTS_MODEL=spark-tts-0.5b", File.ReadAllText(_fixture.EnvFile).Trim());
        AssertReady("spark-tts-0.5b");
    }

    [Fact]
    public async Task A_fine_tune_takes_the_codec_of_its_base()
    {
        await using FileServer hub = await StartAsync(Token);

        Assert.Equal(0, await _fixture.RunAsync(
            "pull", "veena-spark-8", "--repository", "owner/veena", "--accept-licence", "--use"));

        Assert.Equal("TTS_MODEL=veena-spark-8", File.ReadAllText(_fixture.EnvFile).Trim());
        AssertReady("veena-spark-8");
        TtsModelSpec spec = ModelManifest.Load(_fixture.Models).Get(ModelRole.TtsLm, "veena-spark-8").Tts!;
        Assert.Equal(("spark-bicodec", "lipakshi: ", 8), (spec.Codec, spec.Speakers[0].Tag, spec.Speakers.Count));
        Assert.DoesNotContain(_asked, path => path.Contains("Spark-TTS", StringComparison.Ordinal)
            && path.Contains("/LLM/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("owner/veena", "401")]
    [InlineData("owner/nothing", "404")]
    public async Task A_repository_that_is_not_open_falls_back_to_the_public_base_by_name(string repository, string status)
    {
        await using FileServer hub = await StartAsync();

        Assert.Equal(0, await _fixture.RunAsync(
            "pull", "veena-spark-4", "--repository", repository, "--accept-licence", "--use"));

        string output = _fixture.Output.ToString();
        Assert.Contains(status, output, StringComparison.Ordinal);
        Assert.Contains("Taking spark-tts-0.5b, which it was made of.", output, StringComparison.Ordinal);
        Assert.Equal("TTS_MODEL=spark-tts-0.5b", File.ReadAllText(_fixture.EnvFile).Trim());
    }

    [Fact]
    public async Task Without_a_repository_the_base_is_taken()
    {
        await using FileServer hub = await StartAsync();

        Assert.Equal(0, await _fixture.RunAsync("pull", "veena-spark-4", "--accept-licence"));

        Assert.Contains("--repository OWNER/NAME", _fixture.Output.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(_fixture.EnvFile));
    }

    [Theory]
    [InlineData("veena")]
    [InlineData("../x")]
    [InlineData("a/b/c")]
    [InlineData("a/b?x=1")]
    [InlineData("http://a/b")]
    [InlineData("")]
    public async Task A_repository_is_two_names(string repository) => Assert.Contains(
        "is not OWNER/NAME",
        await _fixture.FailAsync(1, "pull", "veena-spark-4", "--repository", repository, "--accept-licence"),
        StringComparison.Ordinal);

    private static string ManifestWithoutHashes()
    {
        JsonNode manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Models, ModelManifest.FileName)))!;
        foreach (JsonNode? file in manifest["models"]!.AsArray().SelectMany(model => model!["checkpoint"]?["files"]?.AsArray() ?? []))
        {
            file!.AsObject().Remove("sha256");
            file.AsObject().Remove("bytes");
        }

        return manifest.ToJsonString();
    }

    /// <summary>SparkAudio's repository is open to all, <c>owner/veena</c> to those with the token; there is no other.</summary>
    private async Task<FileServer> StartAsync(string token = "")
    {
        SmallSparkTts.Write(_fixture.PathOf("published"));
        FileServer server = await FileServer.StartAsync(async context =>
        {
            string path = context.Request.Path.Value!;
            _asked.Enqueue(path);
            string[] parts = path.Split('/', 6);
            bool isPrivate = path.StartsWith("/owner/veena/", StringComparison.Ordinal);
            string file = parts.Length < 6 ? "none" : _fixture.PathOf(Path.Combine("published", isPrivate ? "LLM" : "", parts[5]));
            if (isPrivate && context.Request.Headers.Authorization != $"Bearer {Token}")
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            }
            else if (path.StartsWith("/owner/nothing/", StringComparison.Ordinal) || !File.Exists(file))
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
            }
            else
            {
                await context.Response.SendFileAsync(file);
            }
        });
        _fixture.Hub = new HuggingFaceOptions { Endpoint = server.Url.GetLeftPart(UriPartial.Authority), Token = token };
        return server;
    }

    private void AssertReady(string name)
    {
        ModelManifest manifest = ModelManifest.Load(_fixture.Models);
        ModelEntry model = manifest.Get(ModelRole.TtsLm, name);
        Assert.Empty(ModelManifest.Verify(model));
        Assert.Empty(ModelManifest.Verify(manifest.Get(ModelRole.TtsCodec, model.Tts!.Codec)));
        Assert.Empty(ModelManifest.Verify(manifest.Get(ModelRole.TtsSpeaker, model.Tts.SpeakerEncoder!)));
    }
}

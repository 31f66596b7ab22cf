using System.Text.Json.Nodes;
using StreamServer.Endpoints.Commands;
using StreamServer.Models.Manifest;
using StreamServer.Tests.Models.Conversion;

namespace StreamServer.Tests.Endpoints.Commands;

public sealed class ValidateCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly JsonNode _manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Models, ModelManifest.FileName)))!;

    public ValidateCommandTests()
    {
        foreach (string folder in Directory.EnumerateDirectories(Path.Combine(Repository.Models, "tiny")))
        {
            DirectoryInfo copy = Directory.CreateDirectory(_folder.File($"tiny/{Path.GetFileName(folder)}"));
            foreach (string file in Directory.EnumerateFiles(folder))
            {
                File.CreateSymbolicLink(Path.Combine(copy.FullName, Path.GetFileName(file)), file);
            }
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TheBundledModelsOpen()
    {
        (int code, string output, string error) = await RunAsync();

        Assert.Equal((0, ""), (code, error));
        Assert.All(
            ["tiny-vad", "tiny-sense-voice", "tiny-spark-tts", "tiny-bicodec"],
            name => Assert.Contains(name, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task EveryMistakeOfSettingsAndModelsIsListedAtOnce()
    {
        Replace("tiny/vad/model.onnx", "not a graph");
        File.Delete(_folder.File("tiny/codec/model.onnx"));

        (int code, string output, string error) = await RunAsync("--port", "70000", "--stt-model", "tiny-bicodec", "--log-level", "loud");

        Assert.Equal((2, ""), (code, output));
        string[] lines = error.TrimEnd().Split('\n');
        Assert.Equal(6, lines.Length);
        Assert.StartsWith("setting: PORT=70000", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("setting: LOG_LEVEL='loud'", lines[1], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("model: STT_MODEL=tiny-bicodec", StringComparison.Ordinal)
            && line.Contains("tts-codec", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("model: VAD_MODEL=tiny-vad", StringComparison.Ordinal)
            && line.Contains("has 11 bytes", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("model: TTS_MODEL=tiny-spark-tts", StringComparison.Ordinal)
            && line.Contains("is missing", StringComparison.Ordinal));
        Assert.StartsWith("5 mistake(s)", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task AModelThatIsNotInTheManifestOrOfAnotherKindIsListed()
    {
        Entry("tiny-vad")["kind"] = "webrtc";
        Entry("tiny-bicodec")["kind"] = "encodec";

        (int code, _, string error) = await RunAsync("--stt-model", "nobody");

        Assert.Equal(2, code);
        Assert.Contains("'nobody'", error, StringComparison.Ordinal);
        Assert.Contains("kind 'webrtc'", error, StringComparison.Ordinal);
        Assert.Contains("kind 'encodec'", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FilesAsTheManifestSaysThatAreNoModelAreOpenedAndListed()
    {
        foreach (string name in new[] { "tiny-vad", "tiny-sense-voice", "tiny-bicodec" })
        {
            foreach (JsonNode? file in Entry(name)["files"]!.AsObject().Select(file => file.Value))
            {
                file!.AsObject().Remove("sha256");
                file.AsObject().Remove("bytes");
            }

            Replace(Path.Combine((string)Entry(name)["folder"]!, "model.onnx"), "not a graph");
        }

        (int code, _, string error) = await RunAsync();

        Assert.Equal(2, code);
        Assert.StartsWith("3 mistake(s)", error.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
        Assert.All(["tiny-vad", "tiny-sense-voice", "tiny-bicodec"], name => Assert.Contains($"'{name}'", error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task AFolderWithoutAManifestIsAMistake()
    {
        (int code, _, string error) = await RunAsync("--models-dir", _folder.File("nowhere"));

        Assert.Equal(2, code);
        Assert.Contains("MODELS_DIR", error, StringComparison.Ordinal);
    }

    private JsonNode Entry(string name) => _manifest["models"]!.AsArray().First(entry => (string?)entry!["name"] == name)!;

    private void Replace(string path, string content)
    {
        File.Delete(_folder.File(path));
        File.WriteAllText(_folder.File(path), content);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        File.WriteAllText(_folder.File(ModelManifest.FileName), _manifest.ToJsonString());
        using StringWriter output = new();
        using StringWriter error = new();
        string[] fixedArgs = ["validate", "--vad-model", "tiny-vad", "--device", "cpu"];
        string[] folder = args.Contains("--models-dir") ? [] : ["--models-dir", _folder.Path];
        int code = await CommandLine.RunAsync(ServerCommands.Create(ModelsConsole.Open), [.. fixedArgs, .. folder, .. args], output, error)
            .WaitAsync(TimeSpan.FromSeconds(60));
        return (code, output.ToString(), error.ToString());
    }
}

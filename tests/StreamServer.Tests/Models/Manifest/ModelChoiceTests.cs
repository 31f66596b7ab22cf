using System.Text.Json.Nodes;
using StreamServer.Inference;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Stt;
using StreamServer.Inference.Stt.Settings;
using StreamServer.Inference.Tts;
using StreamServer.Models.Manifest;
using StreamServer.Tests.Models.Conversion;

namespace StreamServer.Tests.Models.Manifest;

public sealed class ModelChoiceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EverySettingThatChoosesAModelIsKnown()
    {
        IReadOnlyList<ModelChoice> choices = ModelChoice.Of(new SttOptions { ExtraModels = "a, b,," }, new TtsOptions());

        Assert.Equal(
            [
                "STT_EXTRA_MODELS", "STT_FALLBACK_MODEL", "STT_MODEL", "TTS_MODEL", "TTS_SUPER_RESOLUTION_MODEL", "VAD_MODEL",
            ],
            choices.Select(choice => choice.Setting).Order(StringComparer.Ordinal));
        Assert.Equal(["a", "b"], choices.Single(choice => choice.Setting == "STT_EXTRA_MODELS").Names);
        Assert.Empty(choices.Single(choice => choice.Setting == "STT_FALLBACK_MODEL").Names);
    }

    [Fact]
    public void AutoTakesThePublishedDetectorWhenItIsHereElseTheBundledOne()
    {
        JsonNode manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Models, ModelManifest.FileName)))!;
        foreach (JsonNode? entry in manifest["models"]!.AsArray().Where(entry => (string?)entry!["role"] == "vad"))
        {
            entry!["files"]!["model"]!["bytes"] = 3;
        }

        File.WriteAllText(_folder.File(ModelManifest.FileName), manifest.ToJsonString());
        Directory.CreateSymbolicLink(_folder.File("tiny"), Directory.CreateDirectory(_folder.File("bundled")).FullName);
        Write("bundled/vad/model.onnx");

        Assert.Equal("tiny-vad", Chosen());
        Write("downloaded/silero-v5/silero_vad.onnx");
        Assert.Equal("tiny-vad", Chosen());
        Write("downloaded/silero-v6/silero_vad.onnx", "cut");
        File.AppendAllText(_folder.File("downloaded/silero-v6/silero_vad.onnx"), "longer than stated");
        Assert.Equal("tiny-vad", Chosen());
        Write("downloaded/silero-v6/silero_vad.onnx");
        Assert.Equal("silero-v6", Chosen());

        string Chosen() => ModelManifest.Load(_folder.Path).Get(ModelRole.Vad, new SttOptions().VadModel).Name;
    }

    [Fact]
    public void EveryKindOfHearingHasALoader()
    {
        OnnxSessions sessions = new(new RuntimeOptions { Device = DeviceKind.Cpu });
        Assert.All(ModelKinds.Of(ModelRole.Stt), kind =>
        {
            ModelEntry model = new()
            {
                Name = "m",
                Role = ModelRole.Stt,
                Kind = kind,
                Folder = "",
                Files = new Dictionary<string, ModelFile>(),
                Licence = "",
                Source = "",
            };

            // It looks for the model's files: it is not that nobody knows the kind.
            StreamException refusal = Assert.Throws<StreamException>(() => SttModels.Create(model, sessions, 1));
            Assert.Contains("has no file", refusal.Message, StringComparison.Ordinal);
        });
    }

    private void Write(string name, string content = "abc")
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
        File.WriteAllText(_folder.File(name), content);
    }
}

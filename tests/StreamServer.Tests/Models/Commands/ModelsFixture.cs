using StreamServer.Endpoints.Commands;
using StreamServer.Models.Commands;
using StreamServer.Models.Download;
using StreamServer.Models.Manifest;
using StreamServer.Tests.Models.Conversion;

namespace StreamServer.Tests.Models.Commands;

/// <summary>A models folder of its own, a settings file, and a console that remembers.</summary>
internal sealed class ModelsFixture : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ModelsFixture(string manifest)
    {
        Directory.CreateDirectory(Models);
        File.WriteAllText(Path.Combine(Models, ModelManifest.FileName), manifest);
    }

    public string Models => _folder.File("models");

    public string EnvFile => _folder.File(".env");

    public Dictionary<string, string?> Settings { get; } = [];

    public StringWriter Output { get; } = new();

    public string Answer { get; set; } = "";

    public bool IsTerminal { get; set; }

    public HuggingFaceOptions Hub { get; set; } = new();

    public string PathOf(string name) => _folder.File(name);

    /// <summary>Reads the manifest anew, as each run of the program does.</summary>
    public Task<int> RunAsync(params string[] args) =>
        CommandLine.RunAsync(ServerCommands.Create(Open), ["models", .. args], Output, Output).WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>Runs a command that fails.</summary>
    /// <returns>What it printed.</returns>
    public async Task<string> FailAsync(int code, params string[] args)
    {
        Output.GetStringBuilder().Clear();
        Assert.Equal(code, await RunAsync(args));
        return Output.ToString();
    }

    private ModelsContext Open() => new()
    {
        Manifest = ModelManifest.Load(Models),
        EnvFile = EnvFile,
        Choices =
        [
            new(ModelRole.Stt, "STT_MODEL", Settings.GetValueOrDefault("STT_MODEL") ?? ""),
            new(ModelRole.Vad, "VAD_MODEL", Settings.GetValueOrDefault("VAD_MODEL") ?? ""),
            new(ModelRole.TtsLm, "TTS_MODEL", Settings.GetValueOrDefault("TTS_MODEL") ?? ""),
            new(ModelRole.SuperResolution, "TTS_SUPER_RESOLUTION_MODEL", ""),
        ],
        Tokenizer = ModelsConsole.OpenTokenizer,
        Input = new StringReader(Answer),
        Output = Output,
        IsTerminal = IsTerminal,
        Hub = Hub,
    };

    public void Dispose() => _folder.Dispose();
}

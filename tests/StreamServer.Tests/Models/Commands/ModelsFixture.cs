using StreamServer.Models.Commands;
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

    public string PathOf(string name) => _folder.File(name);

    /// <summary>Reads the manifest anew, as each run of the program does.</summary>
    public Task<int> RunAsync(params string[] args) => ModelsCommand.RunAsync(
        args,
        new ModelsContext
        {
            Manifest = ModelManifest.Load(Models),
            EnvFile = EnvFile,
            Setting = name => Settings.GetValueOrDefault(name),
            Input = new StringReader(Answer),
            Output = Output,
            IsTerminal = IsTerminal,
        },
        CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));

    public void Dispose() => _folder.Dispose();
}

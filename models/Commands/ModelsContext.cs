using StreamServer.Inference;
using StreamServer.Inference.Runtime;
using StreamServer.Models.Manifest;
using StreamServer.Inference.Runtime.Settings;
using StreamServer.Inference.Stt.Settings;
using StreamServer.Inference.Tts;

namespace StreamServer.Models.Commands;

/// <summary>What the model commands work on and talk through.</summary>
internal sealed record ModelsContext
{
    public required ModelManifest Manifest { get; init; }

    /// <summary>The settings file that <c>use</c> writes.</summary>
    public required string EnvFile { get; init; }

    /// <summary>Settings by name, as the server would see them.</summary>
    public required Func<string, string?> Setting { get; init; }

    public required TextReader Input { get; init; }

    public required TextWriter Output { get; init; }

    /// <summary>Somebody reads along: questions may be asked and lines may be rewritten.</summary>
    public required bool IsTerminal { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The working folder's settings and this process's console.</summary>
    /// <exception cref="StreamException">There is no manifest where <c>MODELS_DIR</c> says.</exception>
    public static ModelsContext FromConsole()
    {
        ConfigurationManager configuration = new();
        configuration.AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true, reloadOnChange: false);
        configuration.AddInMemoryCollection(DotEnvFile.Read(".env"));
        configuration.AddEnvironmentVariables();
        return new ModelsContext
        {
            Manifest = ModelManifest.Load(new SettingsReader(configuration).Read<RuntimeOptions>().ModelsDir),
            EnvFile = Path.GetFullPath(".env"),
            Setting = name => configuration[name] ?? DefaultOf(name),
            Input = Console.In,
            Output = Console.Out,
            IsTerminal = !Console.IsInputRedirected && !Console.IsOutputRedirected,
        };
    }

    /// <summary>The model of that name, whatever its role.</summary>
    /// <exception cref="StreamException">None: the detail lists the names there are.</exception>
    public ModelEntry Find(string name) =>
        Manifest.Models.FirstOrDefault(model => model.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new StreamException(
            StreamError.NotFound,
            $"There is no model '{name}'. There are: {string.Join(", ", Manifest.Models.Select(model => model.Name))}.");

    /// <summary>The model and, for speech, the codec that it cannot do without and the speaker encoder that it may have.</summary>
    public IReadOnlyList<ModelEntry> FindWithParts(string name)
    {
        ModelEntry model = Find(name);
        return model.Tts is { } speech ? [model, Find(speech.Codec), .. speech.SpeakerEncoder is { } encoder ? [Find(encoder)] : Array.Empty<ModelEntry>()] : [model];
    }

    private static string? DefaultOf(string setting) => setting switch
    {
        "STT_MODEL" => new SttOptions().Model,
        "VAD_MODEL" => new SttOptions().VadModel,
        "TTS_MODEL" => new TtsOptions().Model,
        _ => null,
    };
}

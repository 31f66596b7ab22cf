using StreamServer.Models.Download;
using StreamServer.Models.Manifest;

namespace StreamServer.Models.Commands;

/// <summary>What the model commands work on and talk through.</summary>
internal sealed record ModelsContext
{
    public required ModelManifest Manifest { get; init; }

    /// <summary>The settings file that <c>use</c> writes.</summary>
    public required string EnvFile { get; init; }

    /// <summary>What the settings choose now, as the server would see them.</summary>
    public required IReadOnlyList<ModelChoice> Choices { get; init; }

    /// <summary>Opens a <c>tokenizer.json</c>: from a text to its token ids.</summary>
    public required Func<string, Func<string, int[]>> Tokenizer { get; init; }

    /// <summary>Where Hugging Face is, and the token for it.</summary>
    public HuggingFaceOptions Hub { get; init; } = new();

    public required TextReader Input { get; init; }

    public required TextWriter Output { get; init; }

    /// <summary>Somebody reads along: questions may be asked and lines may be rewritten.</summary>
    public required bool IsTerminal { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The model of that name, whatever its role.</summary>
    /// <exception cref="CommandException">None: the message lists the names there are.</exception>
    public ModelEntry Find(string name) =>
        Manifest.Models.FirstOrDefault(model => model.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new CommandException(
            $"There is no model '{name}'. There are: {string.Join(", ", Manifest.Models.Select(model => model.Name))}.");

    /// <summary>The model and, for speech, the codec that it cannot do without and the speaker encoder that it may have.</summary>
    public IReadOnlyList<ModelEntry> FindWithParts(string name)
    {
        ModelEntry model = Find(name);
        return model.Tts is { } speech
            ? [model, Find(speech.Codec), .. speech.SpeakerEncoder is { } encoder ? [Find(encoder)] : Array.Empty<ModelEntry>()]
            : [model];
    }

    /// <summary>The setting that chooses models of a role; null when another model's entry names them.</summary>
    public string? SettingOf(ModelRole role) => Choices.FirstOrDefault(choice => choice.Role == role)?.Setting;

    /// <summary>The setting that has chosen <paramref name="model"/>; null when it is not in use.</summary>
    public string? InUseBy(ModelEntry model) => Choices.FirstOrDefault(choice => choice.Role == model.Role && choice.Names.Any(name =>
        model.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
        || (name.Equals(ModelManifest.Auto, StringComparison.OrdinalIgnoreCase) && Manifest.Get(model.Role, name) == model)))?.Setting;
}

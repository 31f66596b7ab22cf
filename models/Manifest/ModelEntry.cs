using System.Text.Json.Serialization;
using StreamServer.Inference;

namespace StreamServer.Models.Manifest;

/// <summary>
/// One model as <c>models/manifest.json</c> names it. Everything that differs between checkpoints of one kind is here, as data.
/// </summary>
internal sealed record ModelEntry
{
    public required string Name { get; init; }

    public required ModelRole Role { get; init; }

    /// <summary>Which loader reads it: <c>sense-voice</c>, <c>nemo-tdt</c>, <c>spark-tts</c>, <c>bicodec</c>, <c>silero</c>…</summary>
    public required string Kind { get; init; }

    /// <summary>Folder relative to the manifest's.</summary>
    public required string Folder { get; init; }

    /// <summary>Files by what the loader calls them: <c>model</c>, <c>tokens</c>, <c>tokenizer</c>…</summary>
    public required IReadOnlyDictionary<string, ModelFile> Files { get; init; }

    /// <summary>Hz of the audio that goes in or comes out.</summary>
    public int SampleRate { get; set; } = 16000;

    public required string Licence { get; init; }

    /// <summary>Who made it, and from what.</summary>
    public required string Source { get; init; }

    /// <summary>What users must be told, such as what a small model is not good at. Shown at start and on <c>/v1/models</c>.</summary>
    public string? Notice { get; init; }

    /// <summary>Codes; empty when the entry names none.</summary>
    public IReadOnlyList<string> Languages { get; set; } = [];

    /// <summary>What the files are converted from; null for files that are used as they are published.</summary>
    public CheckpointSpec? Checkpoint { get; init; }

    /// <summary>Only for <see cref="ModelRole.TtsLm"/>.</summary>
    public TtsModelSpec? Tts { get; init; }

    /// <summary>Only for <see cref="ModelRole.TtsCodec"/>.</summary>
    public CodecSpec? Codec { get; init; }

    /// <summary>Only for a recogniser with a file <c>lm</c>: how much its language model says; null for the usual weights.</summary>
    public LanguageWeights? LanguageModel { get; init; }

    /// <summary>Absolute folder; set by the manifest when it is read.</summary>
    [JsonIgnore]
    public string Root { get; set; } = "";

    /// <summary>Every file is there in its stated size.</summary>
    [JsonIgnore]
    public bool IsOnDisk => Files.Values.All(file => file.IsIn(Root));

    /// <summary>Absolute path of a file, by what the loader calls it.</summary>
    /// <exception cref="StreamException">The entry names no such file, or it is not on disk: names model, file and how to get
    /// it.</exception>
    public string PathOf(string file)
    {
        if (!Files.TryGetValue(file, out ModelFile? entry))
        {
            throw new StreamException(StreamError.ServerNotReady, $"Model '{Name}' has no file '{file}' in models/manifest.json.");
        }

        string path = Path.Combine(Root, entry.Path);
        return File.Exists(path)
            ? path
            : throw new StreamException(
                StreamError.ServerNotReady, $"Model '{Name}': {path} is missing. Get it with: ./run.sh models pull {Name}");
    }
}

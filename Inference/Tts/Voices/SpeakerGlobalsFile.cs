using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Tts.Prompt;
using StreamServer.Models.Manifest;

namespace StreamServer.Inference.Tts.Voices;

/// <summary>
/// Keeps the global tokens of a model's own voices on disk: in the model's folder, or in another one when that cannot be
/// written. The model's fingerprint is in the file's name, so that new weights get new tokens. Read once; thread-safe.
/// </summary>
internal sealed partial class SpeakerGlobalsFile
{
    private readonly string[] _paths;
    private readonly string _model;
    private readonly int _globalTokens;
    private readonly ILogger<SpeakerGlobals> _log;

    // Guards the dictionary and the writing.
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, KeptSpeaker> _voices = new(StringComparer.Ordinal);

    /// <param name="entry">The language model.</param>
    /// <param name="otherFolder">Where the file goes when the model's folder cannot be written; made when it is needed.</param>
    /// <param name="globalTokens">How many global tokens the model knows: others in a file are not used.</param>
    /// <param name="log">Events 33xx.</param>
    public SpeakerGlobalsFile(ModelEntry entry, string otherFolder, int globalTokens, ILogger<SpeakerGlobals> log)
    {
        (_model, _globalTokens, _log) = (FingerprintOf(entry), globalTokens, log);
        string name = $"speaker-globals-{_model[..16]}.json";
        _paths = [Path.Combine(entry.Root, name), Path.Combine(otherFolder, entry.Name, name)];
        foreach (string path in _paths.Where(File.Exists))
        {
            Read(path);
        }
    }

    /// <summary>The tokens of that voice; null when they are not kept, or were made for another tag.</summary>
    public int[]? Find(Voice voice)
    {
        lock (_gate)
        {
            return _voices.TryGetValue(KeyOf(voice), out KeptSpeaker? kept) && kept.Tag == voice.Tag ? [.. kept.Globals] : null;
        }
    }

    /// <summary>Keeps them for the next start; what cannot be written is only logged.</summary>
    public void Keep(Voice voice, int[] globals)
    {
        lock (_gate)
        {
            _voices[KeyOf(voice)] = new KeptSpeaker(voice.Tag, globals);
            SpeakerGlobalsDocument document = new() { Model = _model, Method = VoiceAudition.Method, Voices = _voices };
            byte[] json = JsonSerializer.SerializeToUtf8Bytes(document, SpeakersJson.Default.SpeakerGlobalsDocument);
            string reason = "";
            foreach (string path in _paths)
            {
                try
                {
                    AtomicFile.Write(path, json);
                    return;
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    reason = exception.Message;
                }
            }

            LogNotKept(reason);
        }
    }

    /// <summary>SHA-256 over the SHA-256 of every file of the model, in the order of their names.</summary>
    private static string FingerprintOf(ModelEntry entry)
    {
        StringBuilder hashes = new();
        foreach ((string name, ModelFile file) in entry.Files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            hashes.Append(name).Append(' ').Append(file.Sha256?.ToLowerInvariant() ?? ModelManifest.HashOf(entry.PathOf(name)))
                .Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(hashes.ToString())));
    }

    private static string KeyOf(Voice voice) => voice.Name.ToLowerInvariant();

    private void Read(string path)
    {
        try
        {
            SpeakerGlobalsDocument document = JsonSerializer.Deserialize(
                File.ReadAllBytes(path), SpeakersJson.Default.SpeakerGlobalsDocument)!;
            if (document.Model != _model || document.Method != VoiceAudition.Method)
            {
                return;
            }

            foreach ((string name, KeptSpeaker kept) in document.Voices)
            {
                if (kept.Globals.Count == SpeakerGlobals.Count && kept.Globals.All(token => token >= 0 && token < _globalTokens))
                {
                    _voices[name] = kept;
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            LogNotRead(path, exception.Message);
        }
    }

    [LoggerMessage(3303, LogLevel.Warning, "Speaker tokens cannot be kept and are made again at the next start: {Reason}",
        EventName = "SpeakerNotKept")]
    private partial void LogNotKept(string reason);

    [LoggerMessage(3304, LogLevel.Warning, "{Path} cannot be read, its speaker tokens are made again: {Reason}",
        EventName = "SpeakersNotRead")]
    private partial void LogNotRead(string path, string reason);
}

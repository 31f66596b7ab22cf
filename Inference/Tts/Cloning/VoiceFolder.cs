using System.Text.Json;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Tts.Voices;

namespace StreamServer.Inference.Tts.Cloning;

/// <summary>Cloned voices on disk, a file each. The name is the file's name: <see cref="VoiceName"/> says what that may be.</summary>
/// <param name="path">Made when the first voice comes.</param>
/// <param name="globalTokens">How many global tokens the language model knows: a file with others is not read.</param>
/// <param name="log">Events 34xx.</param>
internal sealed partial class VoiceFolder(string path, int globalTokens, ILogger<VoiceCloning> log)
{
    /// <summary>Every voice that can be read, by name.</summary>
    public IEnumerable<ClonedVoice> ReadAll()
    {
        if (!Directory.Exists(path))
        {
            yield break;
        }

        foreach (string file in Directory.EnumerateFiles(path, "*.json").Order(StringComparer.Ordinal))
        {
            if (Read(file) is { } voice)
            {
                yield return voice;
            }
        }
    }

    /// <exception cref="StreamException">Cannot be written.</exception>
    public void Write(ClonedVoice voice)
    {
        try
        {
            AtomicFile.Write(PathOf(voice.Name), JsonSerializer.SerializeToUtf8Bytes(voice, ClonedVoiceJson.Default.ClonedVoice));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StreamException(StreamError.Internal, "The voice cannot be kept: the folder of TTS_VOICES_DIR cannot be written.",
                inner: exception);
        }
    }

    /// <exception cref="StreamException">Cannot be removed.</exception>
    public void Delete(string name)
    {
        try
        {
            File.Delete(PathOf(name));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StreamException(StreamError.Internal, "The voice cannot be removed: the folder of TTS_VOICES_DIR cannot be written.",
                inner: exception);
        }
    }

    private string PathOf(string name) => Path.Combine(path, name.ToLowerInvariant() + ".json");

    private ClonedVoice? Read(string file)
    {
        try
        {
            ClonedVoice voice = JsonSerializer.Deserialize(File.ReadAllBytes(file), ClonedVoiceJson.Default.ClonedVoice)!;
            bool isWhole = VoiceName.IsValid(voice.Name)
                && voice.Globals.Count == SpeakerGlobals.Count
                && voice.Globals.All(token => token >= 0 && token < globalTokens);
            if (isWhole)
            {
                return voice;
            }

            LogNotRead(file, "its name or its tokens are not possible here");
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            LogNotRead(file, exception.Message);
        }

        return null;
    }

    [LoggerMessage(3401, LogLevel.Warning, "The voice in {Path} cannot be used: {Reason}", EventName = "VoiceNotRead")]
    private partial void LogNotRead(string path, string reason);
}

using System.Collections.Concurrent;
using StreamServer.Inference.Tts.Prompt;

namespace StreamServer.Inference.Tts.Voices;

/// <summary>
/// The 32 global tokens that make a speaker. Taken from the manifest when it has them, otherwise from the model's file,
/// otherwise made by the language model once and kept there, so that every chunk of every request has the same voice.
/// Thread-safe.
/// </summary>
internal sealed partial class SpeakerGlobals(VoiceAudition audition, SpeakerGlobalsFile file, ILogger<SpeakerGlobals> log)
{
    public const int Count = 32;

    private readonly ConcurrentDictionary<string, Task<int[]>> _made = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="StreamException">The engine refuses or failed; the next call tries again.</exception>
    public async ValueTask<int[]> GetAsync(Voice voice)
    {
        if (voice.Globals is { } known)
        {
            return [.. known];
        }

        Task<int[]> made = _made.GetOrAdd(voice.Name, _ => MakeAsync(voice));
        try
        {
            return await made;
        }
        catch
        {
            _made.TryRemove(new(voice.Name, made));
            throw;
        }
    }

    /// <summary>
    /// Makes what is missing, one voice after the other, so that no later request waits for it. Ends quietly when the engine refuses.
    /// </summary>
    public async Task MakeAllAsync(IEnumerable<Voice> voices)
    {
        try
        {
            foreach (Voice voice in voices)
            {
                await GetAsync(voice);
            }
        }
        catch (Exception exception) when (exception is StreamException or OperationCanceledException)
        {
            LogNotMade(exception.Message);
        }
    }

    private async Task<int[]> MakeAsync(Voice voice)
    {
        if (file.Find(voice) is { } kept)
        {
            return kept;
        }

        (int[] globals, AuditionScore score) = await audition.RunAsync(voice);
        LogMade(voice.Name, score.IsWhole, score.IsInPace, score.Repetition);
        file.Keep(voice, globals);
        return globals;
    }

    [LoggerMessage(3301, LogLevel.Information, "Speaker tokens of {Voice} were made: its test sentence ended {IsWhole}, at the pace of speech {IsInPace}, repeated {Repetition:P0}", EventName = "SpeakerMade")]
    private partial void LogMade(string voice, bool isWhole, bool isInPace, double repetition);

    [LoggerMessage(3302, LogLevel.Information, "Speaker tokens are made when a voice is first used: {Reason}", EventName = "SpeakerNotMade")]
    private partial void LogNotMade(string reason);
}

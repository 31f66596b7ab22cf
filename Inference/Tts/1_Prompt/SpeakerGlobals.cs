using System.Collections.Concurrent;
using StreamServer.Inference.Runtime.Manifest;
using StreamServer.Inference.Tts.Lm;

namespace StreamServer.Inference.Tts.Prompt;

/// <summary>
/// The 32 global tokens that make a speaker. Taken from the manifest when it has them, otherwise made by the language model
/// once and kept, so that every chunk of every request has the same voice. Thread-safe.
/// </summary>
internal sealed class SpeakerGlobals(PromptBuilder prompts, LegalTokens legal, LmEngine engine, TtsModelSpec spec, TimeProvider time)
{
    public const int Count = 32;

    // Neutral and within every model's limit: the globals describe the speaker and not the text.
    private const string SampleText = "Hello, it is good to hear from you today.";

    private readonly ConcurrentDictionary<string, Task<int[]>> _made = new(StringComparer.Ordinal);

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

    private async Task<int[]> MakeAsync(Voice voice)
    {
        LmRequest request = new()
        {
            Prompt = prompts.ForGlobals(voice, SampleText),
            Legal = legal,

            // The preamble derails under sampling: the best token always.
            Sampling = new SamplingSettings(0, 0, 1, 1),
            Seed = 0,
            MaxTokens = Count,
            Pace = new PlaybackPace(time, spec.TokensPerSecond),
        };
        engine.Submit(request);
        int count = await request.Tokens.WaitAsync(Count);
        return request.Tokens.Read(0, count).ToArray();
    }
}

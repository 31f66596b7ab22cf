using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using StreamServer.Inference.Tts.Lm;
using StreamServer.Inference.Tts.Prompt;
using StreamServer.Models.Manifest;

namespace StreamServer.Inference.Tts.Voices;

/// <summary>
/// Finds the global tokens of a voice: the language model makes several candidates, each speaks a test sentence, the best
/// scored stays. The seeds come from the voice's name, so that the outcome is always the same and two voices with the same
/// tag are two voices. Thread-safe.
/// </summary>
internal sealed class VoiceAudition(PromptBuilder prompts, LegalAnswers legal, LmEngine engine, TtsModelSpec spec, TimeProvider time)
{
    /// <summary>Number of this procedure: tokens that another one made are made anew.</summary>
    public const int Method = 2;

    // One value of each attribute, and twice as many lest one comes twice.
    private const int MostAcoustic = 8;

    // Within every model's limit, with sounds of all kinds.
    private const string TestSentence = "Hello, it is good to hear from you today.";

    /// <returns>32 tokens and how they did.</returns>
    /// <exception cref="StreamException">The engine refuses or failed.</exception>
    public async Task<(int[] Globals, AuditionScore Score)> RunAsync(Voice voice)
    {
        ulong seed = SeedOf(voice.Name);
        int[] acoustic = legal.Acoustic is { } attributes
            ? await AskAsync(prompts.ForAcoustic(voice, TestSentence), attributes, MostAcoustic, seed, Greedy)
            : [];
        int[] prompt = prompts.ForGlobals(voice, TestSentence, [.. acoustic.Select(choice => legal.Acoustic!.IdOf(choice))]);
        (int[] Globals, AuditionScore Score)[] candidates = await Task.WhenAll(
            Enumerable.Range(0, spec.VoiceCandidates).Select(
                number => TryAsync(voice, prompt, CounterRandom.Derive(seed, (ulong)number))));

        // MaxBy takes the first of equals.
        return candidates.MaxBy(candidate => candidate.Score);
    }

    // "High-confidence under argmax but derails under sampling": the attributes of a made-up voice are not sampled.
    private static SamplingSettings Greedy => new(0, 0, 1, 1);

    private static ulong SeedOf(string name) =>
        BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name.ToLowerInvariant())));

    private async Task<(int[] Globals, AuditionScore Score)> TryAsync(Voice voice, int[] prompt, ulong seed)
    {
        SamplingSettings sampling = SamplingSettings.Of(spec.Sampling);
        int[] own = await AskAsync(prompt, legal.Globals, SpeakerGlobals.Count, CounterRandom.Derive(seed, 0), sampling);
        int most = prompts.MostTokens(TestSentence);
        int[] sentence = await AskAsync(
            prompts.ForSpeech(voice, TestSentence, own), legal.Speech, most, CounterRandom.Derive(seed, 1), sampling);
        return (own, AuditionScore.Of(sentence, TestSentence, most, spec));
    }

    private async Task<int[]> AskAsync(int[] prompt, LegalTokens answers, int maxTokens, ulong seed, SamplingSettings sampling)
    {
        LmRequest request = new()
        {
            Prompt = prompt,
            Legal = answers,
            Sampling = sampling,
            Seed = seed,
            MaxTokens = maxTokens,
            Pace = new PlaybackPace(time, spec.TokensPerSecond),
        };
        engine.Submit(request);
        int count = await request.Tokens.WaitAsync(maxTokens);
        return request.Tokens.Read(0, count).ToArray();
    }
}

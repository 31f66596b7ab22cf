using StreamServer.Inference.Tts.Lm;
using StreamServer.Inference.Tts.Prompt;

namespace StreamServer.Inference.Tts;

/// <summary>What the language model is asked for each chunk of one response: the same voice, sampling and pace for all of them.</summary>
/// <param name="models">Prompts and legal tokens.</param>
/// <param name="speech">The response.</param>
/// <param name="globals">Its speaker's 32 tokens.</param>
/// <param name="pace">Shared by its chunks.</param>
internal sealed class ChunkRequests(SpeechModels models, SpeechRequest speech, int[] globals, PlaybackPace pace)
{
    public LmRequest Of(TextChunk chunk, ulong seed, CancellationToken cancellation)
    {
        int[] prompt = models.Prompts.ForSpeech(speech.Voice, chunk.Text, globals);
        int cap = speech.MaxTokens ?? models.Prompts.MostTokens(chunk.Text);
        return new LmRequest
        {
            Prompt = prompt,
            Legal = models.Legal.Speech,
            Sampling = speech.Sampling,
            Seed = seed,
            MaxTokens = Math.Max(1, Math.Min(cap, models.Lm.MaxLength - prompt.Length)),
            Pace = pace,
            Owner = speech.Owner,
            Cancellation = cancellation,
            Stages = speech.Stages,
        };
    }
}

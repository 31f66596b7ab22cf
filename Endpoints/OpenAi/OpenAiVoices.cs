using StreamServer.Inference.Tts.Prompt;

namespace StreamServer.Endpoints.OpenAi;

/// <summary>
/// OpenAI's voice names, for clients that send them by default: each stands for one voice of the loaded model, in turn.
/// <c>GET /v1/audio/voices</c> says which.
/// </summary>
internal static class OpenAiVoices
{
    private static readonly string[] Names =
        ["alloy", "ash", "ballad", "coral", "echo", "fable", "nova", "onyx", "sage", "shimmer", "verse", "marin", "cedar"];

    /// <summary>A voice by the model's names or by OpenAI's.</summary>
    /// <returns>Null when there is none of that name.</returns>
    public static Voice? Find(VoiceCatalog voices, string? name)
    {
        int index = Array.FindIndex(Names, known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
        return index >= 0 && !voices.Voices.Any(voice => voice.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ? voices.Voices[index % voices.Voices.Count]
            : voices.Find(name);
    }

    /// <summary>OpenAI's names that stand for the voice at <paramref name="index"/> of <paramref name="count"/>.</summary>
    public static IReadOnlyList<string> AliasesOf(int index, int count) => [.. Names.Where((_, number) => number % count == index)];
}

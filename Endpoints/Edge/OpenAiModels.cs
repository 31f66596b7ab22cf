namespace StreamServer.Endpoints.Edge;

/// <summary>
/// OpenAI's names of models, which their SDKs and most front ends send unasked: each stands for the model that is loaded here.
/// </summary>
internal static class OpenAiModels
{
    /// <summary>Names that stand for the model that speaks.</summary>
    public static IReadOnlyList<string> Speaking { get; } = ["tts-1", "tts-1-hd", "gpt-4o-mini-tts"];

    /// <summary>Names that stand for the model that listens.</summary>
    public static IReadOnlyList<string> Hearing { get; } = ["whisper-1", "gpt-4o-transcribe", "gpt-4o-mini-transcribe"];

    /// <summary>Also those of a date, such as <c>tts-1-1106</c>.</summary>
    public static bool IsSpeaking(string name) => name.StartsWith("tts-1", StringComparison.OrdinalIgnoreCase)
        || (IsGpt(name) && name.Contains("-tts", StringComparison.OrdinalIgnoreCase));

    /// <summary>Also those of a date, such as <c>gpt-4o-mini-transcribe-2025-12-15</c>.</summary>
    public static bool IsHearing(string name) => name.StartsWith("whisper", StringComparison.OrdinalIgnoreCase)
        || (IsGpt(name) && name.Contains("-transcribe", StringComparison.OrdinalIgnoreCase));

    private static bool IsGpt(string name) => name.StartsWith("gpt-", StringComparison.OrdinalIgnoreCase);
}

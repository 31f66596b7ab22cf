using System.Text.RegularExpressions;
using StreamServer.Normalization;
using StreamServer.Normalization.Text;

namespace StreamServer.Inference.Tts;

/// <summary>What is written becomes what is said, paragraph by paragraph, so that empty lines still mean a longer pause. Pure.</summary>
internal static partial class SpokenForm
{
    /// <param name="text">As the caller wrote it.</param>
    /// <param name="options">Null leaves the text as it is.</param>
    public static string Of(string text, NormalizationOptions? options) => options is null
        ? text
        : string.Join("\n\n", ParagraphBreak().Split(text).Select(paragraph => TextNormalizer.NormalizeText(paragraph, options)).Where(spoken => spoken.Length > 0));

    /// <summary>What a model is given to say: without the tags that it was not trained on and without what it cannot say.</summary>
    public static string For(SpeechModels models, SpeechRequest request)
    {
        string spoken = EmotionTags.Keep(Of(request.Text, request.Normalization), models.Spec.EmotionTags);
        return SpeakableScripts.Without(spoken, models.Scripts.Find(spoken));
    }

    /// <summary>What of a request the model cannot say; empty for most.</summary>
    public static IReadOnlyList<UnspeakableSpan> Unspeakable(SpeechModels models, SpeechRequest request) =>
        models.Scripts.Find(request.Text).Count == 0 ? [] : models.Scripts.Find(Of(request.Text, request.Normalization));

    [GeneratedRegex(@"\r?\n[ \t\r]*\n\s*")]
    private static partial Regex ParagraphBreak();
}

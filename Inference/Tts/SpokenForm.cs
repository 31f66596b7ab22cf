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

    [GeneratedRegex(@"\r?\n[ \t\r]*\n\s*")]
    private static partial Regex ParagraphBreak();
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace StreamServer.Inference.Tts.Prompt.Tokenizer;

/// <summary>The normaliser steps of <c>tokenizer.json</c>.</summary>
internal static class TextTransforms
{
    // The pattern comes with a model: one that backtracks for ever must not keep a thread.
    private static readonly TimeSpan PatternLimit = TimeSpan.FromSeconds(2);

    /// <returns>Null when the element is null: text stays as it is.</returns>
    /// <exception cref="NotSupportedException">A step that no model of this server uses.</exception>
    public static ITextTransform? Parse(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        string type = element.GetProperty("type").GetString()!;
        return type switch
        {
            "Sequence" => new Sequence([.. element.GetProperty("normalizers").EnumerateArray().Select(Parse).OfType<ITextTransform>()]),
            "NFC" => new Unicode(NormalizationForm.FormC),
            "NFD" => new Unicode(NormalizationForm.FormD),
            "NFKC" => new Unicode(NormalizationForm.FormKC),
            "NFKD" => new Unicode(NormalizationForm.FormKD),
            "Lowercase" => new Lowercase(),
            "StripAccents" => new StripAccents(),
            "Replace" => new Replace(PatternOf(element.GetProperty("pattern")), element.GetProperty("content").GetString()!),
            _ => throw new NotSupportedException($"normalizer '{type}'"),
        };
    }

    /// <summary>A <c>{"String": …}</c> or <c>{"Regex": …}</c> pattern.</summary>
    public static Regex PatternOf(JsonElement pattern) => new(
        pattern.TryGetProperty("String", out JsonElement literal) ? Regex.Escape(literal.GetString()!) : pattern.GetProperty("Regex")
            .GetString()!,
        RegexOptions.CultureInvariant | RegexOptions.Compiled,
        PatternLimit);

    private sealed class Sequence(ITextTransform[] steps) : ITextTransform
    {
        public string Apply(string text)
        {
            foreach (ITextTransform step in steps)
            {
                text = step.Apply(text);
            }

            return text;
        }
    }

    private sealed class Unicode(NormalizationForm form) : ITextTransform
    {
        public string Apply(string text) => text.Normalize(form);
    }

    private sealed class Lowercase : ITextTransform
    {
        public string Apply(string text) => text.ToLowerInvariant();
    }

    private sealed class StripAccents : ITextTransform
    {
        public string Apply(string text)
        {
            StringBuilder kept = new(text.Length);
            foreach (Rune rune in text.EnumerateRunes())
            {
                if (Rune.GetUnicodeCategory(rune) is not (
                    UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark))
                {
                    kept.Append(rune);
                }
            }

            return kept.ToString();
        }
    }

    private sealed class Replace(Regex pattern, string content) : ITextTransform
    {
        // A '$' in the content is a dollar sign, not a group reference.
        public string Apply(string text) => pattern.Replace(text, _ => content);
    }
}

using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Inference.Stt.Correction;

/// <summary>
/// Changes words that the model was unsure of into near words of the user's vocabulary. Sure words stay, whatever they are:
/// the corrector must not rewrite what was heard well. Pure.
/// </summary>
internal static class TranscriptCorrector
{
    /// <summary>From this confidence on a word is taken as heard.</summary>
    public const float SureFrom = 0.8f;

    /// <param name="words">As heard.</param>
    /// <param name="vocabulary">What the user expects.</param>
    /// <returns>The words, changed ones with <see cref="SttWord.Heard"/>.</returns>
    public static IReadOnlyList<SttWord> Correct(IReadOnlyList<SttWord> words, Vocabulary vocabulary)
    {
        if (vocabulary.Count == 0 || words.All(word => word.Confidence >= SureFrom))
        {
            return words;
        }

        return [.. words.Select(word =>
        {
            if (word.Confidence >= SureFrom)
            {
                return word;
            }

            string core = word.Text.TrimEnd('.', ',', '?', '!', ';', ':');
            return vocabulary.Nearest(core) is { } better && !better.Equals(core, StringComparison.OrdinalIgnoreCase)
                ? word with { Text = MatchCase(better, core) + word.Text[core.Length..], Heard = word.Text }
                : word;
        })];
    }

    private static string MatchCase(string word, string like) =>
        like.Length > 0 && char.IsUpper(like[0]) ? char.ToUpperInvariant(word[0]) + word[1..] : word;
}

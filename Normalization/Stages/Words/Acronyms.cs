using StreamServer.Normalization.Languages.Rules;

namespace StreamServer.Normalization.Stages.Words;

/// <summary>
/// Decides whether capitals are spelled. Long ones with a vowel are words (<c>NASA</c>, <c>UNESCO</c>, and whatever is shouted).
/// </summary>
internal static class Acronyms
{
    private const int MaxSpelled = 6;

    /// <summary>Whether a run of ASCII letters is an acronym that is said letter by letter.</summary>
    public static bool IsSpelled(Vocabulary words, ReadOnlySpan<char> letters)
    {
        if (!letters.ContainsAnyInRange('A', 'Z'))
        {
            return false;
        }

        if (letters.Length < 2 || letters.ContainsAnyExceptInRange('A', 'Z'))
        {
            return words[ListName.SpelledWords].Contains(letters);
        }

        return letters.Length switch
        {
            2 or 3 => !words[ListName.SpokenCapitals].Contains(letters),
            <= MaxSpelled => !letters.ContainsAny("AEIOUY") || words[ListName.SpelledCapitals].Contains(letters),
            _ => false,
        };
    }
}

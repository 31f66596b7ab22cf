using System.Collections.Frozen;

namespace StreamServer.Normalization.Text;

/// <summary>
/// Words and what is said for them, before every other rule. A word is found only whole. One in capitals (<c>SQL</c>) is found
/// only in capitals; any other is found in any case.
/// </summary>
/// <remarks>Immutable; may be shared by any number of threads. What is said goes through the stages like any text.</remarks>
internal sealed class Lexicon
{
    /// <summary>Longest word, in characters.</summary>
    public const int MaxWord = 64;

    /// <summary>Longest spoken form, in characters.</summary>
    public const int MaxSpoken = 400;

    public static readonly Lexicon Empty = new(new Dictionary<string, string>());

    private readonly FrozenDictionary<string, string> _exact;
    private readonly FrozenDictionary<string, string> _anyCase;
    private readonly int[] _lengths;

    /// <param name="words">Word to spoken form.</param>
    /// <exception cref="FormatException">An entry is empty or too long; the message names it.</exception>
    public Lexicon(IEnumerable<KeyValuePair<string, string>> words)
    {
        Dictionary<string, string> exact = new(StringComparer.Ordinal);
        Dictionary<string, string> anyCase = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string word, string spoken) in words)
        {
            string key = word.Trim();
            if (Mistake(key, spoken) is { } mistake)
            {
                throw new FormatException(mistake);
            }

            (IsAllCapitals(key) ? exact : anyCase)[key] = spoken.Trim();
        }

        _exact = exact.ToFrozenDictionary(exact.Comparer);
        _anyCase = anyCase.ToFrozenDictionary(anyCase.Comparer);

        // Longest first: "New York City" before "New York".
        _lengths = [.. exact.Keys.Concat(anyCase.Keys).Select(key => key.Length).Distinct().OrderDescending()];
    }

    public bool IsEmpty => _lengths.Length == 0;

    /// <summary>What is wrong with an entry, in a sentence; null when nothing is.</summary>
    public static string? Mistake(string word, string spoken)
    {
        if (string.IsNullOrWhiteSpace(word))
        {
            return "A lexicon word is empty.";
        }

        if (word.Length > MaxWord)
        {
            return $"The lexicon word '{word[..16]}…' has {word.Length} characters; at most {MaxWord} are allowed.";
        }

        return spoken.Length > MaxSpoken
            ? $"The spoken form of '{word}' has {spoken.Length} characters; at most {MaxSpoken} are allowed."
            : null;
    }

    /// <summary>The longest entry that starts at an index where a word may start.</summary>
    /// <returns>The spoken form, or null; <paramref name="length"/> is the length of the word found.</returns>
    public string? Find(ReadOnlySpan<char> text, int start, out int length)
    {
        var exact = _exact.GetAlternateLookup<ReadOnlySpan<char>>();
        var anyCase = _anyCase.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (int candidate in _lengths)
        {
            if (candidate > text.Length - start || (Characters.IsWord(text[start + candidate - 1]) && !text.ClosesWord(start + candidate)))
            {
                continue;
            }

            ReadOnlySpan<char> word = text.Slice(start, candidate);
            if ((exact.TryGetValue(word, out string? spoken) || anyCase.TryGetValue(word, out spoken))
                && !StandsInSpokenForm(text, start, word, spoken))
            {
                length = candidate;
                return spoken;
            }
        }

        length = 0;
        return null;
    }

    // "Rao" said as "Rao garu" must not become "Rao garu garu" when the text is normalized again.
    private static bool StandsInSpokenForm(ReadOnlySpan<char> text, int start, ReadOnlySpan<char> word, string spoken)
    {
        int offset = spoken.AsSpan().IndexOf(word, StringComparison.OrdinalIgnoreCase);
        return offset >= 0 && start >= offset && text[(start - offset)..].StartsWith(spoken, StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsAllCapitals(string word) => word.Length > 1 && word.AsSpan().ContainsAnyInRange('A', 'Z')
        && !word.Any(char.IsLower);
}

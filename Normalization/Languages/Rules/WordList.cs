using System.Buffers;
using System.Collections.Frozen;

namespace StreamServer.Normalization.Languages.Rules;

/// <summary>A closed list of words. Immutable.</summary>
internal sealed class WordList
{
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    // Longest first: what is found is the longest.
    private readonly string[] _words;
    private readonly SearchValues<char> _firsts;

    public WordList(IEnumerable<string> words, StringComparer comparer)
    {
        _words = [.. words.Distinct(comparer).OrderByDescending(word => word.Length).ThenBy(word => word, StringComparer.Ordinal)];
        _lookup = _words.ToFrozenSet(comparer).GetAlternateLookup<ReadOnlySpan<char>>();
        _firsts = SearchValues.Create([.. _words.Select(word => word[0]).Distinct()]);
    }

    public IReadOnlyList<string> Words => _words;

    public bool Contains(ReadOnlySpan<char> word) => _lookup.Contains(word);

    /// <summary>Length of the longest word that a text starts with, letter for letter; 0 when there is none.</summary>
    public int LengthAtStart(ReadOnlySpan<char> text)
    {
        if (!text.IsEmpty && _firsts.Contains(text[0]))
        {
            foreach (string word in _words)
            {
                if (text.StartsWith(word, StringComparison.Ordinal))
                {
                    return word.Length;
                }
            }
        }

        return 0;
    }

    /// <summary>As <see cref="LengthAtStart"/> of a word that ends there.</summary>
    public int LengthOfWholeAtStart(ReadOnlySpan<char> text)
    {
        if (!text.IsEmpty && _firsts.Contains(text[0]))
        {
            foreach (string word in _words)
            {
                if (text.StartsWith(word, StringComparison.Ordinal)
                    && (text.Length == word.Length || !Text.Characters.IsWord(text[word.Length])))
                {
                    return word.Length;
                }
            }
        }

        return 0;
    }

    /// <summary>Whether a text ends with a word of the list, letter for letter.</summary>
    public bool EndsWith(ReadOnlySpan<char> text)
    {
        foreach (string word in _words)
        {
            if (text.EndsWith(word, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}

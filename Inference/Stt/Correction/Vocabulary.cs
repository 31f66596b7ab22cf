namespace StreamServer.Inference.Stt.Correction;

/// <summary>
/// Words that a user expects, found by near misses. Symmetric deletes (Garbe's SymSpell): each word is filed under everything
/// that is left of it after up to two deletions, and so is what is looked up; whatever meets is a candidate, and the
/// Damerau-Levenshtein distance decides. Immutable, thread-safe.
/// </summary>
internal sealed class Vocabulary
{
    /// <summary>Words that one session may bring.</summary>
    public const int MaxWords = 10_000;

    private const int MaxDistance = 2;

    /// <summary>Up to here one edit is already a third of the word.</summary>
    private const int ShortWord = 4;

    private readonly Dictionary<string, int> _ranks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _deletes = new(StringComparer.Ordinal);

    /// <param name="words">The likelier word first: that settles a tie. Case does not count.</param>
    public Vocabulary(IEnumerable<string> words)
    {
        foreach (string word in words.Select(word => word.Trim().ToLowerInvariant()))
        {
            if (word.Length > 0 && _ranks.TryAdd(word, _ranks.Count))
            {
                foreach (string rest in Deletes(word))
                {
                    if (!_deletes.TryGetValue(rest, out List<string>? filed))
                    {
                        _deletes[rest] = filed = [];
                    }

                    filed.Add(word);
                }
            }
        }
    }

    public int Count => _ranks.Count;

    public bool Contains(string word) => _ranks.ContainsKey(word.ToLowerInvariant());

    /// <returns>The closest word within the allowed distance, the likelier one if several are; null for none. An exact match is itself.</returns>
    public string? Nearest(string word)
    {
        string wanted = word.ToLowerInvariant();
        if (_ranks.ContainsKey(wanted))
        {
            return wanted;
        }

        string? best = null;
        int closest = (wanted.Length <= ShortWord ? 1 : MaxDistance) + 1;
        foreach (string candidate in Deletes(wanted).SelectMany(rest => _deletes.GetValueOrDefault(rest, [])).Distinct())
        {
            int distance = EditDistance.Between(wanted, candidate);
            if (distance < closest || (distance == closest && best is not null && _ranks[candidate] < _ranks[best]))
            {
                (closest, best) = (distance, candidate);
            }
        }

        return best;
    }

    /// <summary>The word and all that is left of it after up to two deletions.</summary>
    private static HashSet<string> Deletes(string word)
    {
        HashSet<string> all = [word];
        List<string> last = [word];
        for (int distance = 0; distance < MaxDistance; distance++)
        {
            List<string> next = [];
            foreach (string item in last)
            {
                for (int i = 0; i < item.Length; i++)
                {
                    string rest = item.Remove(i, 1);
                    if (all.Add(rest))
                    {
                        next.Add(rest);
                    }
                }
            }

            last = next;
        }

        return all;
    }
}
